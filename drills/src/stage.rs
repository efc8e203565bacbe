//! What a drill is given: tools, the form of the run, a namespace to play in, and a place to say what
//! it has proved.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::{Context as _, Result};
use xtask::render::drill_tools::DrillTools;

use crate::chart::{self, Release};
use crate::cluster::objects::Objects;
use crate::cluster::{ChartSource, Cluster, image};
use crate::enter;
use crate::fault::{self, Fault};
use crate::operator::helm::{self, Revision};
use crate::{faulty_server, report, sandbox, workload};

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In under three minutes for all drills.
    Quick,
    /// All of it, in under ten minutes.
    Long,
}

/// What a drill is given.
#[derive(Debug)]
pub struct Stage<'a> {
    /// The root of the repository.
    pub root: &'a Path,
    /// The programs.
    pub tools: &'a DrillTools,
    /// How much is done.
    pub form: Form,
    /// Where random choices begin.
    pub seed: u64,
    /// The fault that is planted.
    pub fault: Option<&'static Fault>,
    /// Everything of this part lies below it; it is in memory and nobody else sees it.
    pub folder: PathBuf,
    proved: Cell<usize>,
}

/// Addresses in use; each part of a drill takes new ones.
static ADDRESSES: AtomicU8 = AtomicU8::new(0);

impl<'a> Stage<'a> {
    /// A stage in a private folder of its own.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(
        root: &'a Path,
        tools: &'a DrillTools,
        (form, seed, fault): (Form, u64, Option<&'static Fault>),
    ) -> Result<Self> {
        let folder = Path::new(enter::FOLDER).join("stage");
        fs::create_dir_all(&folder)?;
        Ok(Stage { root, tools, form, seed, fault, folder, proved: Cell::new(0) })
    }

    /// The server: the one that was built, or one with the fault in it.
    fn server(&self) -> Result<PathBuf> {
        match self.fault {
            Some(fault) if fault::is_of_server(fault) => {
                faulty_server::build(self.root, fault, &self.folder.join("faulty-server"))
            }
            _ => image::beside("certctl-server"),
        }
    }

    /// Ends the pods that run on it and removes everything that lies in its folder.
    ///
    /// # Errors
    /// When something is still in use.
    pub fn clear(&self) -> Result<()> {
        if let Ok(cluster) = Cluster::open(&self.folder.join("cluster")) {
            cluster.made_pods()?.iter().for_each(workload::kill);
        }
        fs::remove_dir_all(&self.folder).context("something of the drill is still in use")?;
        Ok(fs::create_dir_all(&self.folder)?)
    }

    /// One of two numbers, by the form.
    pub fn by_form<T>(&self, quick: T, long: T) -> T {
        match self.form {
            Form::Quick => quick,
            Form::Long => long,
        }
    }

    /// Whether a fault is planted that the drill itself has to act upon.
    pub fn is_planted(&self, name: &str) -> bool {
        self.fault.is_some_and(|fault| fault.name == name)
    }

    /// Proves something, and says so with the time that it took.
    ///
    /// # Errors
    /// When it is not so.
    pub fn prove(&self, what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.measure(what, || work().map(|()| ((), String::new())))
    }

    /// As [`Stage::prove`], with a value for what follows and a figure for the line.
    ///
    /// # Errors
    /// When it is not so.
    pub fn measure<T>(&self, what: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
        let value = report::step(what, work).with_context(|| what.to_owned())?;
        self.proved.set(self.proved.get() + 1);
        Ok(value)
    }

    /// How much has been proved.
    pub fn proved(&self) -> usize {
        self.proved.get()
    }

    /// A file of the repository, with the fault in it.
    ///
    /// # Errors
    /// When it cannot be read, or the fault is out of date.
    pub fn document(&self, file: &str) -> Result<String> {
        let text = fs::read_to_string(self.root.join(file))
            .with_context(|| format!("cannot read {file}"))?;
        fault::planted(self.fault, file, text)
    }

    /// Renders the chart, with the fault in it.
    ///
    /// # Errors
    /// When helm refuses it.
    pub fn render(&self, release: &Release) -> Result<Objects> {
        let chart = self.folder.join("chart");
        if !chart.is_dir() {
            chart::copy(self.root, &self.folder, self.fault)?;
        }
        chart::render(&self.tools.helm, self.root, &chart, release)
    }

    /// A namespace with what the chart renders, each Service with an address; `hosts` are further
    /// names that get one.
    ///
    /// # Errors
    /// When helm refuses the chart, or an address cannot be had.
    pub fn install(&self, release: &Release, hosts: &[&str]) -> Result<Cluster> {
        let objects = self.render(release)?;
        let images = sandbox::images(&self.folder, (self.root, self.tools), &self.server()?)?;
        let common = (sandbox::common(self.tools), self.tools.python.clone());
        let mut cluster = Cluster::new(&self.folder.join("cluster"), chart::NAME, images, common)?;
        cluster.chart =
            Some(ChartSource { folder: self.folder.join("chart"), helm: self.tools.helm.clone() });
        let description = "Install complete".to_owned();
        let revision = Revision { set: release.set.clone(), objects, description };
        helm::record(&cluster, &revision)?;
        cluster.apply(revision.objects)?;
        self.give_addresses(&mut cluster, hosts)?;
        Ok(cluster)
    }

    fn give_addresses(&self, cluster: &mut Cluster, hosts: &[&str]) -> Result<()> {
        for name in cluster.without_address(hosts) {
            let next = ADDRESSES.fetch_add(1, Ordering::Relaxed) + 1;
            // Not of the loopback's own network: whoever connects to it comes from it, too, and not
            // from 127.0.0.1, which databases trust.
            let address = format!("10.96.0.{next}");
            enter::add_address(self.tools, &address)?;
            cluster.set_address(&name, &address);
        }
        cluster.save()
    }
}
