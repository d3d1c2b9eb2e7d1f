//! Duties are atoms; a role is a set of them and of rights. One table each: help, checks and
//! reports are made from it. Adding a duty is one entry here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Name;

macro_rules! table {
    ($(#[$doc:meta])* $type:ident { $($variant:ident, $title:literal, $help:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
                 Serialize, Deserialize, JsonSchema)]
        pub enum $type {
            $(#[doc = $help] $variant,)*
        }
        impl $type {
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];
            /// As it is written in a report.
            pub fn title(self) -> &'static str {
                match self { $($type::$variant => $title,)* }
            }
            /// What it is, in a sentence.
            pub fn help(self) -> &'static str {
                match self { $($type::$variant => $help,)* }
            }
            /// As it is written in a script.
            pub fn word(self) -> &'static str {
                match self { $($type::$variant => stringify!($variant),)* }
            }
        }
    };
}

table! {
    /// Something somebody has to do in an incident.
    Duty {
        Coordinate, "coordination", "Decides what is done next and gives it to somebody.";
        StatusPage, "status page", "Posts what customers may know on the status page.";
        CustomerMail, "customer mail", "Writes to customers who must act or wait long.";
        Accounts, "large accounts", "Keeps large customers informed in person.";
        InternalUpdates, "internal updates", "Tells executives, sales, support and legal so that they can act.";
        Press, "press", "Answers the press.";
        SocialMedia, "social media", "Answers on social media.";
        Timekeeping, "time keeping", "Keeps time and sees that people report.";
        RecordKeeping, "record keeping", "Writes down what happens as it happens.";
        Questions, "questions", "Takes questions from outside the room off the others.";
        Mobilising, "mobilising", "Calls the people who are needed.";
        Tasks, "tasks", "Runs the experts' tasks for the commander.";
        Investigate, "investigation", "Finds out what is wrong.";
        Fix, "repair", "Changes the system.";
        Evidence, "evidence", "Sees that evidence is saved before it is changed.";
        Support, "support queue", "Runs the ticket queue and brings the customers' voice.";
        Impact, "impact", "Finds out who is hit and how hard.";
        Notification, "legal notification", "Notifies authorities and persons as the law asks.";
        LegalReview, "legal review", "Reads what goes out.";
        Sponsor, "sponsorship", "Answers for key decisions towards the company.";
        Review, "review", "Sees that the review takes place and its items are done.";
    }
}

table! {
    /// Those outside the response who have to be told how it goes, and trust that they will be.
    Stakeholder {
        Customers, "customers", "Hear by the status page, mail, their account's contact, social media; they ask whoever holds the ticket queue or a large account.";
        Executives, "executives", "Hear by internal updates; without any they hear from support; they ask whoever takes questions, else the commander, else anybody at work.";
        Support, "support", "Hear by internal updates; without any they hear from customers, whose patience is theirs.";
    }
}

impl Duty {
    /// Whether it puts words before customers or the public: that takes the right to publish.
    pub fn publishes(self) -> bool {
        use Duty::{CustomerMail, Press, SocialMedia, StatusPage};
        matches!(self, StatusPage | CustomerMail | Press | SocialMedia)
    }
}

impl Stakeholder {
    /// What they ask whoever they turn to first, and everybody else.
    pub const QUESTIONS: [&str; 2] = [
        "How bad is it, and when will it be over?",
        "Nobody tells us anything. Who knows how bad it is, and when it is over?",
    ];
    /// Who a question is from, if it is one of them.
    pub fn called(title: &str) -> Option<Stakeholder> {
        let mut all = Stakeholder::ALL.iter().copied();
        all.find(|who| who.title() == title)
    }
    /// As a key of draws, and as who a question is from.
    pub fn name(self) -> Name {
        Name::new(self.title())
    }
    /// Whether they hear what a duty sends.
    pub fn hears(self, duty: Duty) -> bool {
        use Duty::{Accounts, CustomerMail, InternalUpdates, SocialMedia, StatusPage};
        match self {
            Stakeholder::Customers => {
                matches!(duty, StatusPage | CustomerMail | Accounts | SocialMedia)
            }
            Stakeholder::Executives | Stakeholder::Support => duty == InternalUpdates,
        }
    }
}

table! {
    /// Something only some may do.
    Right {
        Command, "command", "Commands: others report to the holder and take work from them.";
        Declare, "declare", "Declares and closes incidents.";
        SetSeverity, "set severity", "Sets the severity.";
        Assign, "assign", "Gives work to others.";
        Approve, "approve", "Says yes or no to risky actions.";
        PageAnyone, "page anyone", "Wakes people who are not on call; a group, or who is awake or on call, anybody may call.";
        Publish, "publish", "Puts words before customers and the public: status page, mail, social media, press.";
        Observe, "observe", "Reads along; nothing is refused to whoever has not got it.";
    }
}
