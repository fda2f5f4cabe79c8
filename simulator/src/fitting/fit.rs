//! Fitting the ranging model: a logistic regression of "within D metres" on attenuation and log₁₀ D, for several D at once.

use lancan_protocol::ranging::RangingRules;

/// One window to learn from: its attenuation (levels taken out), its true distance, its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example {
    /// In dB.
    pub attenuation_db: f64,
    /// In metres.
    pub distance_m: f64,
    /// How much it counts.
    pub weight: f64,
}

/// The distances in metres for which "within" is learned.
pub const DISTANCES_M: [f64; 4] = [1.0, 1.5, 2.0, 3.0];

/// Fits the three numbers of the model by Newton's method; the other rules stay as they are. Examples far apart from
/// everything that can be learned (no close or no far one) leave the rules unchanged.
pub fn fit(examples: &[Example], rules: &RangingRules) -> RangingRules {
    // P = logistic(b₀ + b₁ log₁₀ D + b₂ (attenuation − 60) / 10)
    let rows: Vec<([f64; 3], f64, f64)> = examples
        .iter()
        .flat_map(|example| {
            DISTANCES_M.map(|within| {
                let features = [1.0, within.log10(), (example.attenuation_db - 60.0) / 10.0];
                (features, f64::from(u8::from(example.distance_m <= within)), example.weight)
            })
        })
        .collect();
    let mut b = [0.0, 1.0, -1.0];
    for _ in 0..50 {
        let mut gradient = [0.0; 3];
        let mut curvature = [[0.0; 3]; 3];
        for (features, close, weight) in &rows {
            let score: f64 = (0..3).map(|i| b[i] * features[i]).sum();
            let p = 1.0 / (1.0 + (-score).exp());
            for i in 0..3 {
                gradient[i] += weight * (close - p) * features[i];
                for j in 0..3 {
                    curvature[i][j] += weight * p * (1.0 - p) * features[i] * features[j];
                }
            }
        }
        let Some(step) = solve(curvature, gradient) else { return rules.clone() };
        for i in 0..3 {
            b[i] += step[i];
        }
    }
    if b[1] <= 0.0 || b[2] >= 0.0 {
        return rules.clone();
    }
    let spread_db = -10.0 / b[2];
    RangingRules {
        attenuation_at_1m_db: 60.0 + b[0] * spread_db,
        decay_db: b[1] * spread_db,
        spread_db,
        ..rules.clone()
    }
}

/// Solves a 3 × 3 system by elimination; `None` where it has no single solution.
fn solve(mut a: [[f64; 3]; 3], mut y: [f64; 3]) -> Option<[f64; 3]> {
    for column in 0..3 {
        let pivot = (column..3).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs()))?;
        if a[pivot][column].abs() < 1e-12 {
            return None;
        }
        a.swap(column, pivot);
        y.swap(column, pivot);
        for row in 0..3 {
            if row != column {
                let factor = a[row][column] / a[column][column];
                let pivot = a[column];
                for (cell, above) in a[row].iter_mut().zip(pivot) {
                    *cell -= factor * above;
                }
                y[row] -= factor * y[column];
            }
        }
    }
    Some([y[0] / a[0][0], y[1] / a[1][1], y[2] / a[2][2]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::rules::Rules;

    #[test]
    fn what_was_put_in_is_found_again() {
        let rules = Rules::built_in().ranging;
        // Attenuation 50 + 25 log₁₀ d, spread evenly by up to 9 dB.
        let examples: Vec<Example> = (0..4_000)
            .map(|i| {
                let distance_m = 0.3 * 1.003_f64.powi(i % 1_000);
                let noise = f64::from(i % 19) - 9.0;
                Example { attenuation_db: 50.0 + 25.0 * distance_m.log10() + noise, distance_m, weight: 1.0 }
            })
            .collect();
        let fitted = fit(&examples, &rules);
        for within in DISTANCES_M {
            let even = 50.0 + 25.0 * within.log10();
            assert!((fitted.even_attenuation_db(within) - even).abs() < 4.0, "{within}: {fitted:?}");
        }
    }
}
