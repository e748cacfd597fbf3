//! Whether some order of calls explains all answers: each call takes effect at one moment between its beginning and its
//! answer (linearizability; Wing and Gong, "Testing and Verifying Concurrent Objects", with memoisation as Lowe describes).

use std::{collections::HashSet, time::Duration};

/// The most combinations of done calls and states that are tried to judge a race.
pub(super) const MOST: usize = 30_000;

/// The most calls of a history: they are the bits of a number.
pub(super) const MOST_CALLS: usize = 64;

/// When a call ran, counted from the beginning of the race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// When it was sent.
    pub(super) begun: Duration,
    /// When its answer was there. A call without an answer may take effect at any later moment, or never.
    pub(super) ended: Option<Duration>,
}

/// What calls do to states, which are known by their numbers.
pub(super) trait Model {
    /// The states that a call can lead to from a state, if its answer can be given there.
    fn after(&mut self, call: usize, state: usize) -> Vec<usize>;

    /// Whether a change of the state makes impossible what a call has been answered, whatever comes next.
    fn precludes(&self, call: usize, before: usize, after: usize) -> bool;
}

/// What the search has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is an order, and it leads to this state.
    Explained(usize),
    /// There is none.
    Unexplained,
    /// There are too many orders to try.
    Undecided,
}

/// Looks for an order of calls that begins in a state and explains all answers; tries at most so many combinations.
pub(super) fn search(spans: &[Span], start: usize, most: usize, model: &mut impl Model) -> Verdict {
    let mut search = Search { spans, model, most, tried: HashSet::new(), is_over: false };
    match search.from(0, start) {
        Some(last) => Verdict::Explained(last),
        None if search.is_over => Verdict::Undecided,
        None => Verdict::Unexplained,
    }
}

struct Search<'a, M> {
    spans: &'a [Span],
    model: &'a mut M,
    most: usize,
    /// The calls that were done, as bits, and the state after them, of everything that leads nowhere.
    tried: HashSet<(u64, usize)>,
    /// Whether there were too many of them.
    is_over: bool,
}

impl<M: Model> Search<'_, M> {
    /// The state after an order that explains the calls which are not done; `None` if there is none.
    fn from(&mut self, done: u64, state: usize) -> Option<usize> {
        let undone = |call: &usize| done & (1 << call) == 0;
        let answered = |call: &usize| self.spans.get(*call).is_some_and(|span| span.ended.is_some());
        let waiting: Vec<usize> = (0..self.spans.len()).filter(undone).collect();
        let Some(first_end) = waiting.iter().filter_map(|call| self.spans.get(*call)?.ended).min() else {
            return Some(state);
        };
        if self.tried.len() >= self.most {
            self.is_over = true;
            return None;
        }
        if !self.tried.insert((done, state)) {
            return None;
        }
        // A call that began after another had been answered comes after it.
        let may_be_next = |call: &usize| self.spans.get(*call).is_some_and(|span| span.begun <= first_end);
        let next: Vec<usize> = waiting.iter().copied().filter(may_be_next).collect();
        let must: Vec<usize> = waiting.iter().copied().filter(answered).collect();
        let steps: Vec<(usize, Vec<usize>)> =
            next.into_iter().map(|call| (call, self.model.after(call, state))).collect();
        // What changes nothing cannot come too early.
        let unchanged = steps.iter().find(|(call, after)| must.contains(call) && after.contains(&state));
        if let Some((call, _)) = unchanged {
            return self.from(done | (1 << call), state);
        }
        for (call, afters) in steps {
            for after in afters.into_iter().filter(|after| *after != state) {
                let precluded = must.iter().any(|other| *other != call && self.model.precludes(*other, state, after));
                if !precluded && let Some(last) = self.from(done | (1 << call), after) {
                    return Some(last);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A register: the state is its value, a write gives it another, a read shows it.
    enum Call {
        Write(usize),
        Read(usize),
    }

    struct Register(Vec<Call>);

    impl Model for Register {
        fn after(&mut self, call: usize, state: usize) -> Vec<usize> {
            match self.0[call] {
                Call::Write(value) => vec![value],
                Call::Read(value) if value == state => vec![state],
                Call::Read(_) => Vec::new(),
            }
        }

        fn precludes(&self, _: usize, _: usize, _: usize) -> bool {
            false
        }
    }

    /// A call from one millisecond to another, or without an answer.
    fn span(begun: u64, ended: impl Into<Option<u64>>) -> Span {
        Span { begun: Duration::from_millis(begun), ended: ended.into().map(Duration::from_millis) }
    }

    fn verdict(calls: Vec<(Span, Call)>) -> Verdict {
        let (spans, calls): (Vec<Span>, Vec<Call>) = calls.into_iter().unzip();
        search(&spans, 0, MOST, &mut Register(calls))
    }

    #[test]
    fn calls_at_the_same_time_may_take_effect_in_any_order() {
        for last in [1, 2] {
            let calls =
                vec![(span(0, 5), Call::Write(1)), (span(1, 4), Call::Write(2)), (span(6, 7), Call::Read(last))];
            assert_eq!(verdict(calls), Verdict::Explained(last));
        }
    }

    #[test]
    fn calls_one_after_the_other_take_effect_in_their_order() {
        let calls =
            |read| vec![(span(0, 1), Call::Write(1)), (span(2, 3), Call::Write(2)), (span(4, 5), Call::Read(read))];
        assert_eq!(verdict(calls(2)), Verdict::Explained(2));
        assert_eq!(verdict(calls(1)), Verdict::Unexplained, "the second write is lost");
    }

    #[test]
    fn two_readers_see_two_writes_in_the_same_order() {
        let calls = |second| {
            vec![
                (span(0, 9), Call::Write(1)),
                (span(0, 9), Call::Write(2)),
                (span(1, 2), Call::Read(1)),
                (span(3, 4), Call::Read(2)),
                (span(5, 6), Call::Read(second)),
            ]
        };
        assert_eq!(verdict(calls(2)), Verdict::Explained(2));
        assert_eq!(verdict(calls(1)), Verdict::Unexplained, "it was there before");
    }

    #[test]
    fn a_call_without_an_answer_may_take_effect_at_any_later_moment_or_never() {
        let calls = |before, after| {
            vec![
                (span(2, None), Call::Write(1)),
                (span(0, 1), Call::Read(before)),
                (span(3, 4), Call::Read(0)),
                (span(5, 6), Call::Read(after)),
            ]
        };
        assert_eq!(verdict(calls(0, 0)), Verdict::Explained(0), "never");
        assert_eq!(verdict(calls(0, 1)), Verdict::Explained(1), "late");
        assert_eq!(verdict(calls(1, 1)), Verdict::Unexplained, "before it was sent");
    }

    #[test]
    fn too_many_orders_are_no_explanation() {
        // 20 writes at once and a reader who has seen none of them: no order explains it, and there are too many to try.
        let writes = (1..=20).map(|value| (span(0, 9), Call::Write(value)));
        assert_eq!(verdict(writes.chain([(span(10, 11), Call::Read(99))]).collect()), Verdict::Undecided);
    }
}
