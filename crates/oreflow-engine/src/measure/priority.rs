//! Sellers who serve some buyers first.

use oreflow_network::{Network, Problem};

use super::scope::{PARTNERS, TRADED, links_between};
use super::{Act, Channel, Effect, Key, KeyKind, Targets, Values};

/// Where there is not enough, partners get what they order before others get any: what members of an alliance promise each
/// other, or what owners of a plant owe their own country.
///
/// Nothing changes while all can be served. A severity below 1 is the share of what there is that is shared out so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Priority {
    /// Sellers: a country, a group of countries, `owner:` and a country, or a site.
    pub by: String,
    /// Products or groups of products.
    pub products: Vec<String>,
    /// Buyers who come first: countries, groups, `owner:` and a country, or sites; at home and abroad.
    pub partners: Vec<String>,
}

impl Act for Priority {
    const KEYS: &'static [&'static [Key]] = &[&[
        Key::new(
            "by",
            KeyKind::Text,
            "\"owner:CHN\"",
            "who sells: country, group, `owner:` and country, or site",
        ),
        TRADED,
        PARTNERS,
    ]];

    fn read(values: &Values) -> Self {
        Self { by: values.text("by"), products: values.texts("products"), partners: values.texts("partners") }
    }

    fn effects(&self, network: &Network) -> Result<Vec<Effect>, Vec<Problem>> {
        let by = std::slice::from_ref(&self.by);
        let links = links_between(network, by, &self.partners, &self.products)?;
        Ok(vec![Effect::new(Channel::Priority, Targets::Links(links), 1.0)])
    }

    fn actors(&self) -> &[String] {
        std::slice::from_ref(&self.by)
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn partners_are_buyers_at_home_and_abroad() {
        let network = example::network();
        let served = |partners: &[&str]| {
            let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
            let priority =
                Priority { by: "CCC".to_owned(), products: names(&["metal"]), partners: names(partners) };
            let effects = priority.effects(&network).map_err(|problems| problems[0].to_string())?;
            let Targets::Links(links) = &effects[0].targets else { return Err("no links".to_owned()) };
            Ok(links
                .iter()
                .map(|&link| network.site(network.link(link).to).id.to_string())
                .collect::<Vec<_>>())
        };
        assert_eq!(served(&["BLOC"]), Ok(vec!["bbb-metal".to_owned()]));
        assert_eq!(served(&["ccc-metal", "ccc-cells"]).map(|buyers| buyers.len()), Ok(2));
        assert!(served(&["DDD"]).is_err_and(|problem| problem.contains("DDD")));
        assert!(served(&[]).is_err_and(|problem| problem.contains("no partner")));
    }
}
