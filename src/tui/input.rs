//! A line being typed.

/// Text and a cursor in it, by characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    at: usize,
}

/// Nobody types more than this in one go; what a paste brings beyond is left out.
const LONGEST: usize = 2_000;

impl Input {
    pub fn of(text: &str) -> Input {
        Input {
            text: text.into(),
            at: text.chars().count(),
        }
    }
    pub fn text(&self) -> &str {
        &self.text
    }
    pub fn cursor(&self) -> usize {
        self.at
    }
    fn byte(&self, at: usize) -> usize {
        self.text
            .char_indices()
            .nth(at)
            .map_or(self.text.len(), |(b, _)| b)
    }
    pub fn add(&mut self, letter: char) {
        if !letter.is_control() && self.text.chars().count() < LONGEST {
            let at = self.byte(self.at);
            self.text.insert(at, letter);
            self.at += 1;
        }
    }
    pub fn paste(&mut self, text: &str) {
        for letter in text.chars() {
            self.add(if letter.is_whitespace() { ' ' } else { letter });
        }
    }
    pub fn back(&mut self) {
        if self.at > 0 {
            self.at -= 1;
            let at = self.byte(self.at);
            self.text.remove(at);
        }
    }
    pub fn delete(&mut self) {
        let at = self.byte(self.at);
        if at < self.text.len() {
            self.text.remove(at);
        }
    }
    pub fn word_back(&mut self) {
        while self.at > 0 && self.text[..self.byte(self.at)].ends_with(' ') {
            self.back();
        }
        while self.at > 0 && !self.text[..self.byte(self.at)].ends_with(' ') {
            self.back();
        }
    }
    pub fn left(&mut self) {
        self.at = self.at.saturating_sub(1);
    }
    pub fn right(&mut self) {
        self.at = (self.at + 1).min(self.text.chars().count());
    }
    pub fn home(&mut self) {
        self.at = 0;
    }
    pub fn end(&mut self) {
        self.at = self.text.chars().count();
    }
    pub fn clear(&mut self) {
        *self = Input::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_and_taking_back_in_the_middle_of_wide_letters() {
        let mut input = Input::of("für Jöns");
        input.left();
        input.back();
        input.add('ä');
        assert_eq!(input.text(), "für Jöäs");
        input.home();
        input.delete();
        input.end();
        input.word_back();
        assert_eq!(input.text(), "ür ");
    }
}
