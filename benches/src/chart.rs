//! A chart of what policies allocate as requests arrive.

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use crate::replay::Outcome;

/// Where differences begin to show: parts of all GPUs, requested and allocated.
const REQUESTED: std::ops::Range<f64> = 0.8..1.3;
const ALLOCATED: std::ops::Range<f64> = 0.78..0.98;

/// Draws one line for each outcome, as SVG.
///
/// # Errors
/// The file cannot be written.
pub fn draw(path: &Path, outcomes: &[Outcome]) -> Result<()> {
    let area = SVGBackend::new(path, (900, 540)).into_drawing_area();
    draw_on(&area, outcomes).map_err(|error| anyhow!("{}: {error}", path.display()))
}

fn draw_on<Backend: DrawingBackend>(
    area: &DrawingArea<Backend, plotters::coord::Shift>,
    outcomes: &[Outcome],
) -> Result<(), DrawingAreaErrorKind<Backend::ErrorType>> {
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(area)
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(60)
        .build_cartesian_2d(REQUESTED, ALLOCATED)?;
    let percent = |part: &f64| format!("{:.0} %", part * 100.0);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("requested, of all GPUs")
        .y_desc("allocated, of all GPUs")
        .x_label_formatter(&percent)
        .y_label_formatter(&percent)
        .draw()?;
    for (number, outcome) in outcomes.iter().enumerate() {
        let style = Palette99::pick(number).stroke_width(2);
        let points = outcome.curve.iter().step_by(20).copied();
        let visible = points.filter(|(x, y)| REQUESTED.contains(x) && ALLOCATED.contains(y));
        chart
            .draw_series(LineSeries::new(visible, style))?
            .label(outcome.policy)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE)
        .border_style(BLACK)
        .draw()?;
    area.present()
}
