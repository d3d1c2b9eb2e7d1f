//! The wordings, several for each situation. `{}` stands for what the situation is about.

pub const CHATTY: &[&str] = &[
    "Right, so: ",
    "Quick word from me: ",
    "Hi all, ",
    "Okay, here is where I am: ",
];
pub const ANXIOUS: &[&str] = &[
    "I do not like this.",
    "Should we be worried?",
    "Is somebody on top of this?",
    "My phone does not stop.",
];
pub const BLUNT: &[&str] = &["Simple as that.", "", "No more to it.", "Next."];

// -- work given out --
pub const GIVEN: &[&str] = &["{}, {}, please.", "{}: {}. Yours.", "{}, can you take {}?"];
pub const GIVEN_BOX: &[&str] = &[
    "{}, {}. {}, then report.",
    "{}: {}, please. You have {}.",
    "{}, take {}. I hear from you in {}.",
];
pub const ACCEPTS: &[&str] = &[
    "On it.",
    "Taking it.",
    "I have it.",
    "Mine. I will shout when there is something.",
];
pub const ACCEPTS_BOX: &[&str] = &[
    "{}, fine. You hear from me then, done or not.",
    "On it. Back in {}.",
    "{} will do. I report either way.",
];
pub const CHALLENGES: &[&str] = &[
    "{} is not enough for that, it takes about {}. I start, and tell you at the time where I am.",
    "Realistically {} is half of it: count on {}. I report when you say.",
    "I can try, but {} will not do. {} is more like it. You get a report at the mark.",
];
pub const OBJECTS: &[&str] = &[
    "Stop. I do not think we should do {}. {}If you still want it, tell me again and I do it.",
    "I object to {}: as I see it, it makes things worse. {}Say it once more and I go.",
    "Not {}, not yet. {}Your call, but I want it said out loud first.",
];
pub const SUSPECTS: &[&str] = &[
    "I would look at this: {}. ",
    "What I see points to: {}. ",
    "My money is on: {}. ",
];

// -- yes and no --
pub const PROPOSES: &[&str] = &[
    "I would do {}. {}May I?",
    "I propose {}. {}Your yes?",
    "Ready to do {}. {}I need a yes from you.",
];
pub const SAFE: &[&str] = &[
    "I see little risk. ",
    "Easy to take back. ",
    "It is nothing that cannot be undone. ",
];
pub const RISKY: &[&str] = &[
    "If I am wrong about the cause it hurts {}. ",
    "The risk is {}: it gets worse there if this is not it. ",
    "Wrong cause, and {} pays for it. ",
];
pub const SPOILS: &[&str] = &[
    "It also destroys evidence. ",
    "After that some evidence is gone. ",
];
pub const SAYS_YES: &[&str] = &["Yes, go: {}.", "Do it: {}.", "Agreed, {}."];
pub const SAYS_NO: &[&str] = &["No, not now: {}.", "Hold {}.", "Leave {} for the moment."];

// -- status --
pub const NOTHING_NEW: &[&str] = &[
    "Nothing new from me.",
    "No change here since we spoke.",
    "Same as before.",
    "I have nothing you do not know.",
];
pub const SINCE_YOU_ASK: &[&str] = &[
    "Since you ask: ",
    "You could have asked earlier. ",
    "Well. ",
];
pub const ALREADY: &[&str] = &[
    "I did {} a while ago.",
    "Oh, {}? Done already, I did not want to bother you.",
    "{} is done. I thought you knew.",
];
pub const AT_IT: &[&str] = &["I am at {}.", "Still on {}.", "Working on {}."];
pub const FREE: &[&str] = &[
    "I have hands free.",
    "I need something to do.",
    "Free for the next thing.",
];
pub const STUCK: &[&str] = &[
    "With {} I do not get any further, somebody else should try.",
    "I am stuck at {}. It takes another head.",
];
pub const WAITS: &[&str] = &["I wait for your yes to {}.", "What I need is a yes to {}."];

// -- coming and going --
pub const COMES: &[&str] = &[
    "I am here. What do we know?",
    "At the keyboard.",
    "Here now.",
    "Joining.",
];
pub const LOOKS_ON: &[&str] = &[
    "Can somebody tell me what is going on?",
    "I hear something is broken?",
    "Customers ask me. What do I tell them?",
];
pub const LEAVES: &[&str] = &["I am off.", "Leaving the channel now.", "Signing off."];
pub const TAKES_ROLE: &[&str] = &["I am {} from now on.", "I take {}.", "{}: that is me now."];
pub const LAYS_DOWN: &[&str] = &["I am no longer {}.", "I lay down {}."];
pub const HANDS_OVER: &[&str] = &["{} takes over from me: {}.", "From here it is {}: {}."];

// -- questions from outside --
pub const EXECUTIVES: &[&str] = &[
    "How bad is it, and when will it be over?",
    "Who leads this? I have the board on the phone in twenty minutes and need two sentences.",
    "Is any customer data out? Yes, no, or you do not know yet?",
    "What does this cost us an hour, roughly? And what are you doing about it right now?",
    "Do you need more people? Say it now, not in an hour.",
    "Marketing has a campaign going out. Do we stop it?",
];
pub const CUSTOMERS: &[&str] = &[
    "When does it work again? We have people waiting.",
    "Do we get a report on this, and will it happen again?",
    "Your status page says one thing, my screen another. Which is it?",
    "Is there compensation? And what do I tell my own customers until then?",
    "Do we have to do anything on our side?",
];
pub const SUPPORT: &[&str] = &[
    "The queue is growing. What may we write, and when is the next word from you?",
    "Callers want a time. I know, no promises: then give me the next time we hear something.",
    "Is it everybody or some? I need one line I can paste.",
];
