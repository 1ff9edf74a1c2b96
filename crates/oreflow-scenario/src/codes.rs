//! Codes of problems: a number for each kind of slip, and a page that explains it.

use std::fmt;
use std::str::FromStr;

use crate::suggest::nearest;

/// One row a code. Its page is `codes/NUMBER.md`: a title, what is wrong and why, an example of the slip, and the same put right.
macro_rules! codes {
    ($($(#[$group:meta])* $number:literal $name:ident,)*) => {
        /// A kind of problem of a scenario or of a file of targets.
        ///
        /// Codes that begin with `E` are of errors, those with `W` of warnings; the first two digits are of a group: `01` the file
        /// and its TOML, `02` keys and types, `03` units and numbers, `04` days and time, `05` names and paths, `06` what parts of a
        /// file say of each other, `07` what the model refuses, `08` targets of backtests. A number is never used again for
        /// something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = include_str!(concat!("codes/", $number, ".md"))] $name,)*
        }

        impl Code {
            /// All codes, in order of number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its number, such as `E0302`.
            pub fn number(self) -> &'static str {
                match self {
                    $(Self::$name => $number,)*
                }
            }

            /// Its page in Markdown: a heading, what is wrong and why, and after `Wrong:` and `Right:` an example each.
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("codes/", $number, ".md")),)*
                }
            }
        }
    };
}

codes! {
    "E0101" NotText,
    "E0102" NotToml,
    "E0103" Unquoted,
    "E0104" Unclosed,
    "E0105" DuplicateKey,
    "E0106" Nothing,
    "E0107" UnknownSchema,
    "E0108" NoFile,
    "E0109" ExtendsItself,
    "E0110" NoTable,
    "E0201" UnknownKey,
    "E0202" MissingKey,
    "E0203" WrongType,
    "E0204" EmptyValue,
    "E0205" ListedTwice,
    "E0206" MisplacedKey,
    "E0207" UnknownWord,
    "E0208" KeysExclude,
    "E0209" KeysGoTogether,
    "E0301" NoNumber,
    "E0302" UnknownUnit,
    "E0303" WrongUnit,
    "E0304" MissingUnit,
    "E0305" OutOfBounds,
    "E0306" UnfitDistribution,
    "E0307" WildDistribution,
    "E0401" NoDate,
    "E0402" OutsideRun,
    "E0403" DaysOutOfOrder,
    "E0404" UnfitTime,
    "E0501" UnknownName,
    "E0502" NamesNothing,
    "E0503" NoPath,
    "E0504" UnknownQuantity,
    "E0505" NoNetwork,
    "E0601" UnfitId,
    "E0602" TakenId,
    "E0603" UnknownId,
    "E0604" Ring,
    "E0605" UnfitGroup,
    "E0606" ImpossibleCorrelation,
    "E0607" NotUncertain,
    "E0608" NotWatched,
    "E0609" NoSetting,
    "E0610" SharedByPolicies,
    "E0611" UnknownPolicy,
    "E0701" UnfitAction,
    "E0702" UnfitParameter,
    "E0703" UnsoundNetwork,
    "E0704" UnfitOutcome,
    "E0801" UnfitBand,
    "E0802" NoExpression,
    "W0201" IdleFigure,
    "W0301" UnevenTrials,
    "W0401" NeverComes,
    "W0701" SurelyNotMeant,
}

impl Code {
    /// What is wrong, in a few words.
    pub fn title(self) -> &'static str {
        let first = self.page().lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }

    /// Whether it is of a warning.
    pub fn is_warning(self) -> bool {
        self.number().starts_with('W')
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.number())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads a number, in capitals or not.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let number = text.trim().to_uppercase();
        let found = Self::ALL.iter().find(|code| code.number() == number);
        found.copied().ok_or_else(|| UnknownCode {
            nearest: nearest(&number, Self::ALL.iter().map(|code| code.number())),
            text: text.to_owned(),
        })
    }
}

/// A text that is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    text: String,
    nearest: Option<&'static str>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code '{}'", self.text)?;
        self.nearest.map_or(Ok(()), |code| write!(f, "; did you mean {code}?"))
    }
}

impl std::error::Error for UnknownCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_read_back() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
        for &code in Code::ALL {
            assert_eq!(code.number().to_lowercase().parse(), Ok(code));
        }
        let told = "E0999".parse::<Code>().expect_err("no code").to_string();
        assert!(told.starts_with("there is no code 'E0999'; did you mean E0"), "{told}");
        assert_eq!("x".parse::<Code>().expect_err("no code").to_string(), "there is no code 'x'");
    }

    #[test]
    fn every_page_has_a_title_and_two_examples() {
        for code in Code::ALL {
            let page = code.page();
            assert!(page.starts_with("# ") && !code.title().is_empty(), "{code}");
            assert!(
                page.split_once("\nWrong:\n").is_some_and(|(_, rest)| rest.contains("\nRight:\n")),
                "{code}"
            );
            assert_eq!(page.matches("```").count(), 4, "{code}");
        }
    }
}
