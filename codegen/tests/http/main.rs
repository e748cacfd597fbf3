//! The generated client and the generated server, over real HTTP.

mod loopback;
mod refusal;
mod storage;
mod unexpected;
