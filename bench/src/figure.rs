//! A figure: something that was measured, in its unit, with the yardstick that it is held against.

use std::fmt;

use serde::Serialize;

/// A figure.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// `group.what`; never changes, so that results can be compared.
    pub(crate) name: String,
    /// What was measured: the median, where there were several runs.
    pub(crate) value: f64,
    /// The unit of the value and of its yardstick.
    pub(crate) unit: Unit,
    /// What the value should be.
    pub(crate) target: Option<Target>,
    /// What the figure is, and how its yardstick is computed.
    pub(crate) about: String,
}

/// What a value should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// This much, or less.
    AtMost(f64),
    /// This much, or more.
    AtLeast(f64),
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Unit {
    /// Seconds of wall time.
    #[serde(rename = "s")]
    Seconds,
    /// Seconds of CPU time, user and system together.
    #[serde(rename = "CPU s")]
    CpuSeconds,
    /// Milliseconds of wall time.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Microseconds of CPU time for each request.
    #[serde(rename = "us/request")]
    MicrosecondsPerRequest,
    /// Megabytes: 1,000,000 bytes.
    #[serde(rename = "MB")]
    Megabytes,
    /// Events each second.
    #[serde(rename = "/s")]
    PerSecond,
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// A number of things.
    #[serde(rename = "")]
    Count,
    /// A value divided by its yardstick.
    #[serde(rename = "x")]
    Times,
}

impl Figure {
    /// A figure without a target.
    pub(crate) fn new(name: &str, value: f64, unit: Unit, about: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value, unit, target: None, about: about.into() }
    }

    /// The same figure with a target.
    pub(crate) fn with(self, target: Target) -> Self {
        Self { target: Some(target), ..self }
    }

    /// The value divided by what it should be, unless that is 0.
    pub(crate) fn ratio(&self) -> Option<f64> {
        // Nothing can be said of a value that should be nothing.
        let target = self.target.map(Target::value).filter(|value| *value != 0.0)?;
        Some(self.value / target)
    }

    /// Whether the value is what it should be; nothing without a target.
    pub(crate) fn is_met(&self) -> Option<bool> {
        self.target.map(|target| match target {
            Target::AtMost(most) => self.value <= most,
            Target::AtLeast(least) => self.value >= least,
        })
    }
}

impl Target {
    const fn value(self) -> f64 {
        match self {
            Self::AtMost(value) | Self::AtLeast(value) => value,
        }
    }

    /// The target as people write it, for example `<= 1.30 s`.
    pub(crate) fn text(self, unit: Unit) -> String {
        let sign = match self {
            Self::AtMost(_) => "<=",
            Self::AtLeast(_) => ">=",
        };
        format!("{sign} {}", unit.text(self.value()))
    }
}

impl Unit {
    /// A value with this unit, for example `2.16 s`.
    pub(crate) fn text(self, value: f64) -> String {
        let decimals = match (self, value.abs()) {
            (Self::Count, _) => 0,
            (_, ..10.0) => 2,
            (_, ..100.0) => 1,
            (_, _) => 0,
        };
        format!("{value:.decimals$} {self}").trim_end().to_owned()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seconds => "s",
            Self::CpuSeconds => "CPU s",
            Self::Milliseconds => "ms",
            Self::MicrosecondsPerRequest => "us/request",
            Self::Megabytes => "MB",
            Self::PerSecond => "/s",
            Self::Percent => "%",
            Self::Count => "",
            Self::Times => "x",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_on_its_own_side_of_the_yardstick() {
        let figure = |value, target| Figure::new("a.b", value, Unit::Seconds, "").with(target).is_met();
        assert_eq!(figure(2.0, Target::AtMost(2.0)), Some(true));
        assert_eq!(figure(2.1, Target::AtMost(2.0)), Some(false));
        assert_eq!(figure(2.1, Target::AtLeast(2.0)), Some(true));
        assert_eq!(figure(1.9, Target::AtLeast(2.0)), Some(false));
        assert_eq!(Figure::new("a.b", 1.0, Unit::Seconds, "").is_met(), None);
    }

    #[test]
    fn values_have_three_digits_and_their_unit() {
        assert_eq!(Unit::Seconds.text(2.163), "2.16 s");
        assert_eq!(Unit::MicrosecondsPerRequest.text(115.4), "115 us/request");
        assert_eq!(Unit::Count.text(199.0), "199");
        assert_eq!(Target::AtLeast(95.0).text(Unit::Percent), ">= 95.0 %");
    }
}
