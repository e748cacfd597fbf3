//! A client that does whatever comes to its mind, and remembers what it was answered.

use crate::{
    numbers::Numbers,
    record::{Act, Place},
    server::{Answer, DurableServer},
};

/// How many objects a client has.
const OBJECTS: usize = 3;

/// A client with objects of its own.
pub(crate) struct Client {
    name: &'static str,
    numbers: Numbers,
    places: [Place; OBJECTS],
    /// What it has asked for last, if it was not answered.
    pending: Option<(usize, Act)>,
    /// How many answers it has got.
    pub(crate) answers: u64,
}

impl Client {
    pub(crate) fn new(name: &'static str, numbers: Numbers) -> Self {
        Self { name, numbers, places: Default::default(), pending: None, answers: 0 }
    }

    /// Sends requests until one is not carried out; gives what came back.
    pub(crate) async fn act_until_refused(&mut self, server: &DurableServer) -> Answer {
        loop {
            let (index, act) = self.next();
            match self.places[index].act(server, &self.object(index), &act).await {
                Ok(after) => self.places[index] = after,
                Err(answer) => {
                    self.pending = Some((index, act));
                    return answer;
                }
            }
            self.answers += 1;
        }
    }

    /// Why the server does not show what this client was answered; `None` if it does. What the client was not answered is there
    /// as a whole or not at all; it knows which afterwards.
    pub(crate) async fn loss(&mut self, server: &DurableServer) -> Option<String> {
        let pending = self.pending.take();
        for index in 0..OBJECTS {
            let object = self.object(index);
            let Some(differs) = self.places[index].differs(server, &object).await else { continue };
            let Some((_, act)) = pending.as_ref().filter(|(at, _)| *at == index) else { return Some(differs) };
            let after = self.places[index].after(act);
            if let Some(differs) = after.differs(server, &object).await {
                return Some(format!("{differs}, nor is it as before {act:?}"));
            }
            self.places[index] = after;
        }
        None
    }

    /// How many of its bodies are in files of their own.
    pub(crate) fn files(&self) -> usize {
        self.places.iter().filter(|place| place.has_file()).count()
    }

    fn next(&mut self) -> (usize, Act) {
        loop {
            let (index, act) = (usize::try_from(self.numbers.below(OBJECTS as u64)).unwrap(), self.numbers.act());
            if self.places[index].admits(&act) {
                return (index, act);
            }
        }
    }

    fn object(&self, index: usize) -> String {
        format!("{}{index}", self.name)
    }
}
