//! Networks.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use oreflow_network::SiteKind;

#[derive(Debug, Subcommand)]
#[command(before_help = "Examples:
  oreflow network show scenarios/networks/nickel-2024 --product nickel-ore --place ASEAN
  oreflow network concentration scenarios/networks/critical-minerals-2024 --stage refinery
  oreflow network concentration scenarios/networks/critical-minerals-2024 --product cobalt-refined --imports
  oreflow network export scenarios/networks/nickel-2024 --format graphml --out nickel.graphml
  oreflow network check my-network")]
pub(crate) enum Network {
    /// Print products, the largest sites and planned facilities.
    Show(Show),
    /// Read all tables and report every problem with file and line.
    Check(NetworkFolder),
    /// Print shares, the three largest and the concentration of each product by stage.
    Concentration(Concentration),
    /// Write the graph for other programs: as a graph, as tables or as one document.
    Export(Export),
    /// Balance published figures into base flows; writes the tables of links and of the moves.
    Build(Build),
}

#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Only these products or groups of products: those who make, use or ship them.
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',')]
    pub(crate) product: Vec<String>,
    /// Only sites of these countries, groups of countries, owners (owner:CHN), or these sites.
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    pub(crate) place: Vec<String>,
    /// Only sites of this stage.
    #[arg(long, value_enum)]
    pub(crate) stage: Option<Stage>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Stage {
    Mine,
    Refinery,
    Manufacturer,
    Recycler,
    Consumer,
}

impl From<Stage> for SiteKind {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Mine => Self::Mine,
            Stage::Refinery => Self::Refinery,
            Stage::Manufacturer => Self::Manufacturer,
            Stage::Recycler => Self::Recycler,
            Stage::Consumer => Self::Consumer,
        }
    }
}

impl From<&Filter> for oreflow_network::Filter {
    fn from(filter: &Filter) -> Self {
        Self {
            products: filter.product.clone(),
            places: filter.place.clone(),
            stage: filter.stage.map(SiteKind::from),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) folder: NetworkFolder,
    #[command(flatten)]
    pub(crate) filter: Filter,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Folder of the network, with its network.toml.
    pub(crate) network: PathBuf,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// The format.
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// File to write, or for CSV a folder for sites.csv, links.csv and projects.csv; without it, stdout (of CSV the links).
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Replace what is there.
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For Gephi, yEd, networkx and igraph.
    Graphml,
    /// For Graphviz.
    Dot,
    /// Tables of sites, links and projects.
    Csv,
    /// One document of sites, links and projects.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct NetworkFolder {
    /// Folder of the network, with its network.toml.
    pub(crate) network: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Concentration {
    #[command(flatten)]
    pub(crate) folder: NetworkFolder,
    /// Only these products or groups of products.
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',')]
    pub(crate) product: Vec<String>,
    /// Only this stage.
    #[arg(long, value_enum)]
    pub(crate) stage: Option<Stage>,
    /// With --imports, only these countries or groups of countries.
    #[arg(long, value_name = "PLACE", value_delimiter = ',', requires = "imports")]
    pub(crate) place: Vec<String>,
    /// By the owner's country instead of the site's.
    #[arg(long)]
    pub(crate) owners: bool,
    /// Import dependence by country instead; needs --product.
    #[arg(long, requires = "product", conflicts_with = "stage")]
    pub(crate) imports: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Folder of the network, with its network.toml and published figures.
    pub(crate) network: PathBuf,
    /// Folder for the built network, with a copy of the tables; without it, the folder of the figures itself.
    #[arg(short, long)]
    pub(crate) out: Option<PathBuf>,
    /// Replace the tables that are there.
    #[arg(long)]
    pub(crate) force: bool,
}
