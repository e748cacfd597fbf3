//! The lines that libtest-mimic prints, on their way to the terminal.
//!
//! libtest-mimic panics when standard output fails. So it gets a pipe of this process for its log, which is always read, and
//! what comes out of it goes to the terminal, as long as that takes it.

use std::thread::Result;

use libtest_mimic::{Arguments, Conclusion, Trial};

use crate::report::terminal::Terminal;

/// Runs trials, whose texts have been made visible. Without a terminal, nobody sees their lines. `Err` is a panic of
/// libtest-mimic.
#[cfg(unix)]
pub(super) fn run(args: &Arguments, trials: Vec<Trial>, terminal: Option<&Terminal>) -> Result<Conclusion> {
    use std::{
        io::{self, Read as _},
        os::fd::AsRawFd as _,
        panic::{AssertUnwindSafe, catch_unwind},
        path::Path,
        thread,
    };

    use libtest_mimic::ColorSetting;

    let direct = |trials| catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(args, trials)));
    if args.logfile.is_some() {
        return direct(trials);
    }
    let Ok((mut reader, writer)) = io::pipe() else { return direct(trials) };
    let log = format!("/dev/fd/{}", writer.as_raw_fd());
    // Where this folder is missing, libtest-mimic could not open its log.
    if !Path::new(&log).exists() {
        return direct(trials);
    }
    // It cannot see what the pipe leads to.
    let colour = match args.color.unwrap_or(ColorSetting::Auto) {
        ColorSetting::Auto if terminal.is_some_and(Terminal::has_colours) => ColorSetting::Always,
        colour @ (ColorSetting::Auto | ColorSetting::Always | ColorSetting::Never) => colour,
    };
    let args = Arguments { logfile: Some(log), color: Some(colour), ..args.clone() };
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut buffer = [0; 16 * 1024];
            // It ends when libtest-mimic and this function have closed the other end.
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if let Some(terminal) = terminal {
                    terminal.pass(buffer.get(..length).unwrap_or_default());
                }
            }
        });
        let conclusion = catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(&args, trials)));
        drop(writer);
        conclusion
    })
}

/// Runs trials, whose texts have been made visible. Without a terminal, nobody sees their lines. `Err` is a panic of
/// libtest-mimic.
#[cfg(not(unix))]
pub(super) fn run(args: &Arguments, trials: Vec<Trial>, terminal: Option<&Terminal>) -> Result<Conclusion> {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    let unseen = args.logfile.clone().or_else(|| terminal.is_none().then(|| "NUL".to_owned()));
    let args = &Arguments { logfile: unseen, ..args.clone() };

    catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(args, trials)))
}
