//! From degrees to the plane: areas keep their sizes, so that a shaded country weighs as much as it is large.

/// The meridian in the middle; the map is cut opposite to it, in the Bering Strait, where no country is.
pub(super) const MIDDLE: f64 = 11.5;
/// Latitudes of the lower and the upper edge; there is nothing of ours beyond.
pub(super) const SOUTH: f64 = -56.0;
/// See [`SOUTH`].
pub(super) const NORTH: f64 = 83.7;

const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];

/// The Equal Earth projection of degrees, in radii of the globe, east and north of the middle meridian at the equator.
///
/// # References
/// Šavrič, Patterson and Jenny (2019), *The Equal Earth map projection*, International Journal of Geographical Information
/// Science 33(3), 454-465, equations 1 to 3.
pub(super) fn equal_earth((longitude, latitude): (f64, f64)) -> (f64, f64) {
    let root = 3.0_f64.sqrt();
    let lambda = (longitude - MIDDLE).to_radians();
    let theta = (root / 2.0 * latitude.to_radians().sin()).asin();
    let square = theta * theta;
    let sixth = square * square * square;
    let slope = A[0] + 3.0 * A[1] * square + sixth * (7.0 * A[2] + 9.0 * A[3] * square);
    let x = 2.0 * root * lambda * theta.cos() / (3.0 * slope);
    let y = theta * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square));
    (x, y)
}

/// The map fitted into a width: from degrees to pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    scale: f64,
    width: f64,
    top: f64,
}

impl Sheet {
    /// A map as wide as this, whose upper edge is at `top`.
    pub(super) fn new(width: f64, top: f64) -> Self {
        let half = equal_earth((MIDDLE + 180.0, 0.0)).0;
        Self { scale: width / (2.0 * half), width, top }
    }

    /// Where degrees are, in pixels.
    pub(super) fn at(&self, place: (f64, f64)) -> (f64, f64) {
        let (x, y) = equal_earth(place);
        let north = equal_earth((MIDDLE, NORTH)).1;
        (self.width / 2.0 + self.scale * x, self.top + self.scale * (north - y))
    }

    /// Pixels of its lower edge.
    pub(super) fn bottom(&self) -> f64 {
        self.at((MIDDLE, SOUTH)).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_where_the_paper_puts_them() {
        // The globe is 2.05458 times as wide as high (Šavrič, Patterson and Jenny 2019, table 1), the pole 0.59247 of the equator.
        let (east, pole) = (equal_earth((MIDDLE + 180.0, 0.0)), equal_earth((MIDDLE + 180.0, 90.0)));
        assert!((east.0 / pole.1 - 2.05458).abs() < 1e-4, "{}", east.0 / pole.1);
        assert!((pole.0 / east.0 - 0.59247).abs() < 1e-4, "{}", pole.0 / east.0);
        assert_eq!(equal_earth((MIDDLE, 0.0)), (0.0, 0.0));
        // Mirrored in the equator and in the middle meridian.
        let (x, y) = equal_earth((MIDDLE + 40.0, 50.0));
        assert_eq!(equal_earth((MIDDLE - 40.0, -50.0)), (-x, -y));
    }

    #[test]
    fn areas_are_those_of_the_globe() {
        let cell = |latitude: f64| {
            let d = 0.01;
            let (x0, y0) = equal_earth((60.0, latitude));
            let (x1, y1) = equal_earth((60.0 + d, latitude));
            let (x2, y2) = equal_earth((60.0, latitude + d));
            let area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
            area / (d.to_radians().powi(2) * (latitude + d / 2.0).to_radians().cos())
        };
        for latitude in [-55.0, -20.0, 0.0, 35.0, 70.0, 83.0] {
            assert!((cell(latitude) - 1.0).abs() < 1e-3, "{latitude}: {}", cell(latitude));
        }
    }

    #[test]
    fn a_sheet_holds_the_world() {
        let sheet = Sheet::new(860.0, 30.0);
        assert!((sheet.at((MIDDLE - 180.0, 0.0)).0).abs() < 1e-9);
        assert!((sheet.at((MIDDLE, NORTH)).1 - 30.0).abs() < 1e-9);
        assert!((350.0..400.0).contains(&(sheet.bottom() - 30.0)), "{}", sheet.bottom());
    }
}
