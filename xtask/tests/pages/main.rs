//! The pages for people: what they show is what happens. Commands are those that there are, and outputs are what is printed.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

#[expect(dead_code, reason = "the packages that have commands parse them, and this test does not")]
mod commands;
mod deployment;
mod known;
mod output;
mod outputs;
mod readme;
mod show;
