//! The few statistics that the figures need.

use std::time::Duration;

/// The middle value, or the mean of the two in the middle; 0 without values.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.get(sorted.len().saturating_sub(1) / 2), sorted.get(sorted.len() / 2)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        (_, _) => 0.0,
    }
}

/// The value that so many per cent of the values do not exceed (the nearest rank); 0 without values. They are sorted.
pub(crate) fn percentile(sorted: &[Duration], percent: f64) -> Duration {
    let rank = (sorted.len() as f64 * percent / 100.0).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or_default()
}

/// What a quantity costs at three sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    /// Size and cost, the smallest size first.
    pub(crate) points: [(f64, f64); 3],
}

impl Growth {
    /// What one more costs between the second and the third size, divided by what it costs between the first and the second:
    /// 1 for linear growth, more for faster growth. What does not depend on the size has no influence.
    pub(crate) fn ratio(&self) -> f64 {
        let [a, b, c] = self.points;
        slope(b, c) / slope(a, b)
    }
}

fn slope(from: (f64, f64), to: (f64, f64)) -> f64 {
    (to.1 - from.1) / (to.0 - from.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 9.0, 2.0]), 3.0);
        assert_eq!(median(&[7.0]), 7.0);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn a_percentile_is_a_value_that_so_many_do_not_exceed() {
        let values: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        let at = |percent| percentile(&values, percent).as_millis();
        assert_eq!([at(0.0), at(50.0), at(99.0), at(99.9), at(100.0)], [1, 100, 198, 200, 200]);
        assert_eq!(percentile(&[], 99.0), Duration::ZERO);
    }

    #[test]
    fn linear_growth_is_1_whatever_the_fixed_cost_is() {
        let growth =
            |cost: fn(f64) -> f64| Growth { points: [1.0, 10.0, 100.0].map(|size| (size, cost(size))) }.ratio();
        assert!((growth(|size| 50.0 + 2.0 * size) - 1.0).abs() < 1e-9);
        assert!((growth(|size| size * size) - 10.0).abs() < 1e-9);
    }
}
