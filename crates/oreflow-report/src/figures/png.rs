//! Figures as pictures of pixels.

use std::sync::Arc;

use resvg::{tiny_skia, usvg};

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// No font on this machine.
    #[error(
        "no font was found on this machine, and a picture would lack its text; install one (such as the package fonts-liberation), or write svg"
    )]
    NoFont,
    /// Not a drawing.
    #[error("the drawing could not be read: {0}")]
    Drawing(String),
    /// No memory for so many pixels, or none at all.
    #[error("a picture of {0:.0} x {1:.0} pixels cannot be made; use another scale")]
    Size(f32, f32),
    /// The picture could not be packed.
    #[error("the picture could not be written as PNG: {0}")]
    Packing(String),
}

/// Fonts whose letters are as wide as figures count them, the best first.
const FAMILIES: [&str; 5] = ["Helvetica", "Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans"];

/// A stand-alone figure as PNG, with `scale` pixels for one of the drawing. Text is drawn in a font of the machine.
///
/// # Errors
/// Where there is no font, the drawing is no SVG, or there are too many pixels.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, FigureError> {
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    draw(svg, scale, options)
}

fn draw(svg: &str, scale: f32, mut options: usvg::Options<'_>) -> Result<Vec<u8>, FigureError> {
    let fonts = Arc::make_mut(&mut options.fontdb);
    let known = |family: &str| fonts.faces().any(|face| face.families.iter().any(|(name, _)| name == family));
    let any = || fonts.faces().find_map(|face| face.families.first().map(|(name, _)| name.clone()));
    let family = FAMILIES.into_iter().find(|family| known(family)).map(str::to_owned).or_else(any);
    fonts.set_sans_serif_family(family.ok_or(FigureError::NoFont)?);
    let tree =
        usvg::Tree::from_str(svg, &options).map_err(|error| FigureError::Drawing(error.to_string()))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let mut pixels = tiny_skia::Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or(FigureError::Size(width, height))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| FigureError::Packing(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"><rect width=\"9\" height=\"9\"/></svg>";

    #[test]
    fn without_fonts_there_is_no_picture() {
        let error = draw(DRAWING, 1.0, usvg::Options::default()).unwrap_err();
        assert!(error.to_string().contains("install one"), "{error}");
    }

    #[test]
    fn pictures_have_the_size_asked_for() {
        let made = png(DRAWING, 2.0);
        if matches!(made, Err(FigureError::NoFont)) {
            eprintln!("no font on this machine: pictures are not tested");
            return;
        }
        let made = made.unwrap();
        assert_eq!(&made[..4], b"\x89PNG");
        assert_eq!((made[19], made[23]), (60, 40));
        assert!(matches!(png(DRAWING, 0.0), Err(FigureError::Size(..))));
        assert!(matches!(png("<svg", 1.0), Err(FigureError::Drawing(_))));
    }
}
