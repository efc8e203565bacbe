//! The embedded renderer prints what helm prints, for this repository's chart in every combination
//! and for the chart that `helm create` makes, and refuses what helm refuses.

#[path = "support/helms.rs"]
mod helms;
mod support;

use std::path::Path;

use xtask::checks::{self, Verdict};
use xtask::gather::{self, Extra, Subject};
use xtask::render::process::{self, Invocation};
use xtask::render::{Both, RenderFailure, RenderOptions, Renderer, releases};

fn both() -> Both {
    Both::new(helms::helm(releases::PINNED))
}

fn parity(evidence: &xtask::evidence::Evidence) -> Verdict {
    let check = checks::find("render/parity").expect("a check");
    (check.run)(evidence)
}

#[test]
fn every_combination_of_the_chart() {
    let subject = gather::subject(support::root(), None, None).expect("a chart");
    let mut evidence = gather::read(&subject).expect("it can be read");
    gather::render(&mut evidence, &subject, &Extra::default(), &both(), &|_| {}).expect("rendered");
    let Verdict { judged, observations } = parity(&evidence);
    assert!(judged >= 10, "{judged}");
    let said: Vec<_> = observations.iter().map(|one| (&one.message, &one.help)).collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn a_difference_is_seen() {
    let subject = gather::subject(support::root(), None, None).expect("a chart");
    let mut evidence = gather::read(&subject).expect("it can be read");
    let extra = Extra { only: vec!["defaults".to_owned()], ..Extra::default() };
    gather::render(&mut evidence, &subject, &extra, &both(), &|_| {}).expect("rendered");
    let compared = evidence.attempts[0].compared.as_mut().expect("compared");
    let embedded = compared.embedded.as_mut().expect("rendered");
    *embedded = embedded.replace("type: OnDelete", "type: Recreate");
    assert_eq!(parity(&evidence).observations.len(), 1);
}

#[test]
fn the_chart_that_helm_creates() {
    let folder = tempfile::tempdir().expect("a folder");
    let both = both();
    let created = process::run_in(
        folder.path(),
        &Invocation {
            program: &both.helm.helm.path,
            arguments: vec!["create".into(), "made".into()],
            environment: &[],
            input: "",
            limit: std::time::Duration::from_secs(60),
        },
    );
    assert!(created.expect("it runs").success);
    let chart = folder.path().join("made");
    let subject = Subject { root: folder.path().to_owned(), chart, suite: None, own: false };
    for set in [
        &[][..],
        &["ingress.enabled=true", "autoscaling.enabled=true"],
        &["serviceAccount.create=false", "replicaCount=3", "image.tag=1e3"],
        &["nodeSelector.a=b", "tolerations[0].key=x", "podAnnotations.k=v,podLabels.l=w"],
        &["fullnameOverride=a-very-long-name-that-is-cut-off-somewhere-behind-the-sixty-third"],
    ] {
        let set = set.iter().map(|value| (*value).to_owned()).collect();
        let extra = Extra { set, ..Extra::default() };
        let mut evidence = gather::read(&subject).expect("it can be read");
        gather::render(&mut evidence, &subject, &extra, &both, &|_| {}).expect("rendered");
        let Verdict { judged, observations } = parity(&evidence);
        assert_eq!((judged, observations.len()), (1, 0), "{extra:?} {observations:#?}");
    }
}

#[test]
fn what_helm_refuses_is_refused_with_the_same_words() {
    let subject = gather::subject(support::root(), None, None).expect("a chart");
    let evidence = gather::read(&subject).expect("it can be read");
    let both = both();
    let refused = |renderer: &dyn Renderer, chart: &Path, options: &RenderOptions| match renderer
        .template(chart, options)
        .rendered
    {
        Err(RenderFailure::Refused(text)) => text.trim().to_owned(),
        other => panic!("{other:?}"),
    };
    assert!(evidence.suite.refusals.len() >= 10);
    let mut wrong = Vec::new();
    for refusal in &evidence.suite.refusals {
        let helm = refused(&both.helm, &subject.chart, &refusal.options);
        let embedded = refused(&both.embedded, &subject.chart, &refusal.options);
        if helm != embedded {
            wrong.push(format!("{}\n  helm     {helm}\n  embedded {embedded}", refusal.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
