//! Keys of measures as data: what people may write for each kind, in which unit, and what stands for what they leave out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oreflow_network::Problem;
use oreflow_random::Distribution;

use super::Action;

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum KeyKind {
    /// A share from 0 to 1.
    Share,
    /// A number without a unit, zero or more; the words say what it is, with their article.
    Multiple(&'static str),
    /// Money for a tonne, in USD/t.
    Amount,
    /// A volume for a year, in t/yr.
    Volume,
    /// A duration, in months.
    Months,
    /// A rate, in 1/yr.
    Rate,
    /// A duration that is not the same for all, in months: a distribution, none of whose draws is one of the run.
    Spread,
    /// One name.
    Text,
    /// One or more names.
    Texts,
    /// True or false.
    Flag,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Multiples at dates, in order of time.
    Path,
}

/// What stands for a key that is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Absent {
    /// Nothing: the key is needed.
    Refused,
    /// An empty list, and in words what it means.
    Empty(&'static str),
    /// A value, as people would write it.
    Value(&'static str),
    /// The same, but one of several keys is needed.
    OneOf(&'static [&'static str], &'static str),
}

/// A key of a kind of measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Name, as in scenario files.
    pub name: &'static str,
    /// What its value is.
    pub kind: KeyKind,
    /// What stands for it where it is left out.
    pub absent: Absent,
    /// A value, as people would write it.
    pub example: &'static str,
    /// What it is, in few words.
    pub doc: &'static str,
}

impl Key {
    /// A key that is needed.
    pub(super) const fn new(
        name: &'static str,
        kind: KeyKind,
        example: &'static str,
        doc: &'static str,
    ) -> Self {
        Self { name, kind, absent: Absent::Refused, example, doc }
    }

    /// The same key, with something that stands for it.
    pub(super) const fn or(self, absent: Absent) -> Self {
        Self { absent, ..self }
    }
}

/// The value of a key, in the unit of its kind.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A number.
    Number(f64),
    /// A name or a word.
    Text(String),
    /// Names.
    Texts(Vec<String>),
    /// True or false.
    Flag(bool),
    /// Multiples at dates.
    Path(Vec<(Date, f64)>),
    /// A distribution.
    Distribution(Distribution),
}

impl Value {
    fn fits(&self, kind: KeyKind) -> bool {
        match (self, kind) {
            (Self::Text(word), KeyKind::Choice(words)) => words.contains(&word.as_str()),
            (Self::Text(_), KeyKind::Text)
            | (Self::Texts(_), KeyKind::Texts)
            | (Self::Flag(_), KeyKind::Flag)
            | (Self::Path(_), KeyKind::Path)
            | (Self::Distribution(_), KeyKind::Spread) => true,
            (Self::Number(_), kind) => matches!(
                kind,
                KeyKind::Share
                    | KeyKind::Multiple(_)
                    | KeyKind::Amount
                    | KeyKind::Volume
                    | KeyKind::Months
                    | KeyKind::Rate
            ),
            _ => false,
        }
    }
}

/// Values by key, with everything that was left out filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(BTreeMap<&'static str, Value>);

impl Values {
    /// Sets the value of a key.
    pub fn set(&mut self, key: &Key, value: Value) {
        self.0.insert(key.name, value);
    }

    fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or_else(|| panic!("'{name}' is not among the keys of its kind"))
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Value::Number(number) => *number,
            other => panic!("'{name}' is {other:?}"),
        }
    }

    /// A name or a word.
    pub(super) fn text(&self, name: &str) -> String {
        match self.get(name) {
            Value::Text(text) => text.clone(),
            other => panic!("'{name}' is {other:?}"),
        }
    }

    /// Names.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Value::Texts(texts) => texts.clone(),
            other => panic!("'{name}' is {other:?}"),
        }
    }

    /// Multiples at dates.
    pub(super) fn path(&self, name: &str) -> Vec<(Date, f64)> {
        match self.get(name) {
            Value::Path(points) => points.clone(),
            other => panic!("'{name}' is {other:?}"),
        }
    }

    /// A distribution.
    pub(super) fn distribution(&self, name: &str) -> Distribution {
        match self.get(name) {
            Value::Distribution(distribution) => distribution.clone(),
            other => panic!("'{name}' is {other:?}"),
        }
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            Value::Flag(flag) => *flag,
            other => panic!("'{name}' is {other:?}"),
        }
    }
}

/// A kind of measure: its name, its keys, and how it is made of their values.
#[derive(Debug)]
pub struct Kind {
    /// Name, as in scenario files.
    pub name: &'static str,
    /// What it does, in few words.
    pub doc: &'static str,
    /// Its keys, in groups that other kinds may share.
    pub groups: &'static [&'static [Key]],
    pub(super) read: fn(&Values) -> Action,
}

impl Kind {
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The action that these values make.
    ///
    /// # Errors
    /// Each key that has no value, or one of another kind.
    pub fn read(&self, values: &Values) -> Result<Action, Vec<Problem>> {
        let problems: Vec<Problem> = self
            .keys()
            .filter_map(|key| match values.0.get(key.name) {
                None => Some(Problem::new(format!("{} has no '{}'", self.name, key.name))),
                Some(value) if value.fits(key.kind) => None,
                Some(value) => {
                    let message = format!("'{}' of {} cannot be {value:?}: {}", key.name, self.name, key.doc);
                    Some(Problem::new(message))
                }
            })
            .collect();
        if problems.is_empty() { Ok((self.read)(values)) } else { Err(problems) }
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use oreflow_random::Constant;

    use super::*;

    /// Any value of a kind.
    fn any(kind: KeyKind) -> Value {
        match kind {
            KeyKind::Text => Value::Text("IDN".to_owned()),
            KeyKind::Texts => Value::Texts(vec!["nickel-ore".to_owned()]),
            KeyKind::Flag => Value::Flag(true),
            KeyKind::Choice(words) => Value::Text(words[0].to_owned()),
            KeyKind::Path => Value::Path(vec![(date(2025, 1, 1), 1.0)]),
            KeyKind::Spread => Value::Distribution(Constant::new(60.0).unwrap().into()),
            _ => Value::Number(0.5),
        }
    }

    #[test]
    fn each_kind_is_read_from_its_keys_and_no_others() {
        for kind in Action::KINDS {
            let mut values = Values::default();
            kind.keys().for_each(|key| values.set(key, any(key.kind)));
            let action = kind.read(&values).unwrap_or_else(|problems| panic!("{problems:?}"));
            assert_eq!(action.kind(), kind.name);
            for key in kind.keys() {
                let mut without = values.clone();
                without.0.remove(key.name);
                assert_eq!(kind.read(&without).map_err(|problems| problems.len()), Err(1), "{}", key.name);
                let other = if key.kind == KeyKind::Flag { Value::Number(1.0) } else { Value::Flag(true) };
                without.set(key, other);
                assert_eq!(kind.read(&without).map_err(|problems| problems.len()), Err(1), "{}", key.name);
            }
        }
    }

    #[test]
    fn each_key_of_a_kind_moves_the_action() {
        for kind in Action::KINDS {
            let mut values = Values::default();
            kind.keys().for_each(|key| values.set(key, any(key.kind)));
            let action = kind.read(&values).expect("all keys");
            for key in kind.keys() {
                let other = match key.kind {
                    KeyKind::Text => Value::Text("PHL".to_owned()),
                    KeyKind::Texts => Value::Texts(Vec::new()),
                    KeyKind::Flag => Value::Flag(false),
                    KeyKind::Choice(words) => Value::Text(words[1].to_owned()),
                    KeyKind::Path => Value::Path(Vec::new()),
                    KeyKind::Spread => Value::Distribution(Constant::new(90.0).unwrap().into()),
                    _ => Value::Number(0.25),
                };
                let mut changed = values.clone();
                changed.set(key, other);
                assert_ne!(kind.read(&changed), Ok(action.clone()), "{} of {}", key.name, kind.name);
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let kinds: BTreeSet<&str> = Action::KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(kinds.len(), Action::KINDS.len());
        for kind in Action::KINDS {
            let keys: BTreeSet<&str> = kind.keys().map(|key| key.name).collect();
            assert_eq!(keys.len(), kind.keys().count(), "{}", kind.name);
            for key in kind.keys() {
                if let Absent::OneOf(names, _) = key.absent {
                    assert!(names.contains(&key.name) && names.iter().all(|name| keys.contains(name)));
                }
            }
        }
    }
}
