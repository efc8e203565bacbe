//! `kubectl`, as far as the runbooks use it, on the namespace of a drill.

use std::io::Read as _;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context as _, Result, bail, ensure};
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use serde_json::{Value, json};
use xtask::yaml::{self, Dialect};

use super::arguments::Arguments;
use super::objects::{is_selected, kind, pair, shown, table};
use super::{forward, jsonpath, rollout};
use crate::cluster::{Cluster, Pod};
use crate::report::{complain, say};
use crate::{process, report, running, sandbox, workload};

const NAMESPACE: [&str; 2] = ["-n", "--namespace"];
const SELECTOR: [&str; 2] = ["-l", "--selector"];
const OUTPUT: [&str; 2] = ["-o", "--output"];

/// Runs a command line; its exit status.
pub(super) fn run(cluster: &mut Cluster, line: &[String]) -> Result<u8> {
    let arguments = Arguments::parse(line);
    if let Some(namespace) = arguments.option(&NAMESPACE) {
        ensure!(namespace == cluster.namespace, "namespaces {namespace:?} not found");
    }
    let verb = arguments.word(0).context("no command is given")?;
    match (verb, arguments.word(1)) {
        ("exec", Some(target)) => return exec(cluster, &arguments, target),
        ("get", Some(_)) => get(cluster, &arguments)?,
        ("create", Some("secret")) => create_secret(cluster, &arguments)?,
        ("create", Some("job")) => create_job(cluster, &arguments)?,
        ("apply", _) => apply(cluster)?,
        ("patch", Some(_)) => patch(cluster, &arguments)?,
        ("scale", Some(target)) => scale(cluster, &arguments, target)?,
        ("delete", Some(_)) => delete(cluster, &arguments)?,
        ("wait", Some(_)) => wait(cluster, &arguments)?,
        ("rollout", Some("status")) => rollout::status(cluster, &arguments)?,
        ("rollout", Some("restart")) => rollout::restart(cluster, &arguments)?,
        ("logs", Some(target)) => logs(cluster, &arguments, target)?,
        ("port-forward", Some(target)) => forward::forward(cluster, target, arguments.word(2))?,
        (rollout::RETIRE, Some(pod)) => rollout::retire(cluster, &self::pod(cluster, pod)?)?,
        _ => bail!("the drills' kubectl has no `{}`", line.join(" ")),
    }
    Ok(0)
}

/// The pod that a word names: a pod, or a workload, of which any.
fn pod(cluster: &Cluster, word: &str) -> Result<Pod> {
    let (of, name) = if word.contains('/') { pair(word)? } else { ("Pod", word) };
    let pods = cluster.made_pods()?;
    let mut found = pods.into_iter().filter(|pod| match of {
        "Pod" => pod.name == name,
        _ => pod.owner.0 == of && pod.owner.1 == name,
    });
    let serves = |pod: &Pod| workload::is_running(pod) && !pod.is_ending();
    let found = if of == "Deployment" { found.find(serves) } else { found.next_back() };
    found.with_context(|| format!("{} not found", shown(of, name)))
}

fn exec(cluster: &Cluster, arguments: &Arguments, target: &str) -> Result<u8> {
    let pod = pod(cluster, target)?;
    let container = match arguments.option(&["-c", "--container"]) {
        Some(name) => pod.container(name)?,
        None => pod.containers.first().context("a pod has containers")?,
    };
    let command: Vec<&str> = arguments.rest.iter().map(String::as_str).collect();
    ensure!(!command.is_empty(), "you must specify at least one command for the container");
    let line = sandbox::line_of(cluster, &pod, container, &command)?;
    let status = if arguments.has("-i") || arguments.has("-it") {
        process::hand_over(&line)?
    } else {
        process::hand_over_without_input(&line)?
    };
    Ok(u8::try_from(status).unwrap_or(1))
}

fn get(cluster: &Cluster, arguments: &Arguments) -> Result<()> {
    let word = arguments.word(1).unwrap_or_default();
    let (of, name) = match (word.split_once('/'), arguments.word(2)) {
        (Some(_), _) => pair(word).map(|(of, name)| (of, Some(name)))?,
        (None, name) => (kind(word)?, name),
    };
    if let Some(name) = name {
        let object = cluster.objects.get(of, name).with_context(|| not_found(of, name))?;
        let object = &as_stored(object.clone())?;
        return match arguments.option(&OUTPUT) {
            Some(format) => match format.strip_prefix("jsonpath=") {
                Some(template) => {
                    report::say_exactly(&jsonpath::fill(template, object)?);
                    Ok(())
                }
                None => print(&serde_json::to_string_pretty(object)?),
            },
            None => print(&table(&with_labels(arguments, of, &[object]))),
        };
    }
    let selector = arguments.option(&SELECTOR).unwrap_or_default();
    let mut rows = vec![heading(of)];
    if of == "Pod" {
        for pod in cluster.made_pods()?.iter().filter(|pod| workload::is_running(pod)) {
            if is_selected(&labels(cluster, pod), selector) {
                rows.push(vec![pod.name.clone(), "Running".to_owned()]);
            }
        }
    }
    let objects = cluster.objects.of_kind(of);
    let selected = objects.filter(|object| is_selected(&object["metadata"]["labels"], selector));
    let selected: Vec<&Value> = selected.collect();
    if of != "Pod" {
        rows = with_labels(arguments, of, &selected);
    }
    print(&table(&rows))
}

/// A heading and a row for each object, with their labels where `--show-labels` asks for them.
fn with_labels(arguments: &Arguments, of: &str, objects: &[&Value]) -> Vec<Vec<String>> {
    let mut rows = vec![heading(of)];
    rows.extend(objects.iter().map(|object| row(of, object)));
    if arguments.has("--show-labels") {
        let labels = objects.iter().map(|object| shown_labels(&object["metadata"]["labels"]));
        for (row, labels) in rows.iter_mut().zip(["LABELS".to_owned()].into_iter().chain(labels)) {
            row.push(labels);
        }
    }
    rows
}

/// `key=value,…`, as kubectl shows labels.
fn shown_labels(labels: &Value) -> String {
    let all = labels.as_object().into_iter().flatten();
    let all = all.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    let all: Vec<String> = all.collect();
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

/// As the API server keeps it: a Secret's `stringData` goes into its `data`.
fn as_stored(mut object: Value) -> Result<Value> {
    if object["kind"] != "Secret" || object["stringData"].is_null() {
        return Ok(object);
    }
    let mut secret: Secret = serde_json::from_value(object.clone())?;
    let written = secret.string_data.take().unwrap_or_default();
    let encoded = written.into_iter().map(|(key, value)| (key, ByteString(value.into_bytes())));
    secret.data.get_or_insert_default().extend(encoded);
    object["data"] = serde_json::to_value(secret.data)?;
    if let Some(fields) = object.as_object_mut() {
        fields.remove("stringData");
    }
    Ok(object)
}

fn heading(of: &str) -> Vec<String> {
    let columns: &[&str] = match of {
        "CronJob" => &["NAME", "SCHEDULE", "SUSPEND"],
        "Job" => &["NAME", "STATUS"],
        "Deployment" | "StatefulSet" => &["NAME", "REPLICAS"],
        _ => &["NAME", "STATUS"],
    };
    columns.iter().map(|column| (*column).to_owned()).collect()
}

fn row(of: &str, object: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name = text(&object["metadata"]["name"]);
    let spec = &object["spec"];
    match of {
        "CronJob" => {
            let suspend = if spec["suspend"] == true { "True" } else { "False" };
            vec![name, text(&spec["schedule"]), suspend.to_owned()]
        }
        "Job" => vec![name, text(&object["status"]["drill"])],
        "Deployment" | "StatefulSet" => vec![name, text(&spec["replicas"])],
        _ => vec![name],
    }
}

fn labels(cluster: &Cluster, pod: &Pod) -> Value {
    let template = cluster.objects.workload(&pod.owner.0, &pod.owner.1).ok();
    let labels = template.and_then(|(template, _)| template.metadata?.labels);
    json!(labels.unwrap_or_default())
}

fn create_secret(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    ensure!(arguments.word(2) == Some("generic"), "the drills know only generic Secrets");
    let name = arguments.word(3).context("exactly one NAME is required, got 0")?;
    let dry = arguments.option(&["--dry-run"]).is_some();
    let known = cluster.objects.get("Secret", name).is_some();
    ensure!(dry || !known, "secrets {name:?} already exists");
    let mut data = serde_json::Map::new();
    for literal in arguments.all(&["--from-literal"]) {
        let (key, value) = literal.split_once('=').context("a literal is key=value")?;
        data.insert(key.to_owned(), value.into());
    }
    let secret = json!(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": data}
    );
    if dry {
        // JSON is YAML.
        return print(&serde_json::to_string_pretty(&as_stored(secret)?)?);
    }
    cluster.objects.apply(secret);
    cluster.save()?;
    say(&format!("secret/{name} created"));
    Ok(())
}

/// Makes a Job out of a CronJob and runs it to its end; who waits for it afterwards has not to wait.
fn create_job(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let name = arguments.word(2).context("exactly one NAME is required, got 0")?;
    let from = arguments.option(&["--from"]).context("the drills make Jobs only --from others")?;
    let (of, source) = pair(from)?;
    let source = cluster.objects.get(of, source).with_context(|| not_found(of, source))?;
    let mut job = json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}});
    job["spec"] = source["spec"]["jobTemplate"]["spec"].clone();
    run_job(cluster, job)?;
    say(&format!("job.batch/{name} created"));
    Ok(())
}

/// Runs a Job to its end, once whatever its backoff limit is, and keeps how it ended.
pub(super) fn run_job(cluster: &mut Cluster, mut job: Value) -> Result<bool> {
    let name = job["metadata"]["name"].as_str().context("a Job has a name")?.to_owned();
    cluster.objects.apply(job.clone());
    let pod = cluster.pod("Job", &name)?;
    let ended = running::run(cluster, &pod)?;
    let well = ended.how == running::How::Status(0);
    job["status"]["drill"] = if well { "Complete" } else { "Failed" }.into();
    cluster.objects.apply(job);
    cluster.save()?;
    if !well {
        // Not kubectl's words: whoever reads why the drill has failed wants the cause.
        complain(&process::tail(&ended.log, 8));
    }
    Ok(well)
}

fn apply(cluster: &mut Cluster) -> Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let documents =
        yaml::parse_all(&text, Dialect::GoYaml).context("error parsing the manifest")?;
    for document in documents {
        let object = document.root.to_json();
        let of = kind(&object["kind"].as_str().unwrap_or_default().to_lowercase())?;
        let name = object["metadata"]["name"].as_str().context("an object has a name")?.to_owned();
        if of == "Job" {
            ensure!(cluster.objects.get("Job", &name).is_none(), "the drills' Jobs are made once");
            run_job(cluster, object)?;
        } else {
            cluster.objects.apply(object);
            cluster.save()?;
        }
        if of == "Pod" {
            workload::start(cluster, &cluster.pod("Pod", &name)?)?;
        }
        say(&format!("{} created", shown(of, &name)));
    }
    Ok(())
}

fn patch(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let (of, name) = match arguments.word(2) {
        Some(name) => (kind(arguments.word(1).unwrap_or_default())?, name),
        None => pair(arguments.word(1).unwrap_or_default())?,
    };
    let mut object: Value = cluster.objects.typed(of, name)?;
    let patch = arguments.option(&["-p", "--patch"]).context("must specify --patch")?;
    merge(&mut object, &serde_json::from_str(patch).context("unable to parse the patch")?);
    cluster.objects.apply(object);
    cluster.save()?;
    say(&format!("{} patched", shown(of, name)));
    Ok(())
}

fn merge(object: &mut Value, patch: &Value) {
    match patch {
        Value::Object(entries) => {
            for (key, value) in entries {
                merge(&mut object[key.as_str()], value);
            }
        }
        other => other.clone_into(object),
    }
}

fn scale(cluster: &mut Cluster, arguments: &Arguments, target: &str) -> Result<()> {
    let (of, name) = pair(target)?;
    ensure!(of == "Deployment", "the drills scale only Deployments");
    let replicas = arguments.option(&["--replicas"]).context("--replicas is required")?.parse()?;
    let ended = workload::scale(cluster, name, replicas)?;
    // Who waits for their end wants to hear of them.
    let ended: Vec<String> = ended.iter().map(|pod| pod.name.clone()).collect();
    fs::write(cluster.folder.join("ended"), ended.join("\n"))?;
    say(&format!("{} scaled", shown(of, name)));
    Ok(())
}

fn delete(cluster: &mut Cluster, arguments: &Arguments) -> Result<()> {
    let words = &arguments.words[1..];
    let targets: Vec<(&str, &str)> = match words {
        [one] => vec![pair(one)?],
        [of, names @ ..] => {
            let kinds: Vec<&str> = of.split(',').map(kind).collect::<Result<_>>()?;
            kinds.iter().flat_map(|of| names.iter().map(|name| (*of, name.as_str()))).collect()
        }
        [] => bail!("nothing to delete is named"),
    };
    for (of, name) in targets {
        let running = (of == "Pod").then(|| pod(cluster, name).ok()).flatten();
        if let Some(pod) = &running {
            workload::stop(pod);
        }
        let known = cluster.objects.delete(of, name) || running.is_some();
        ensure!(known || arguments.has("--ignore-not-found"), not_found(of, name));
        if of == "PersistentVolumeClaim" {
            let _ = fs::remove_dir_all(cluster.claim(name));
        }
        if known {
            say(&format!("{} deleted", shown(of, name)));
        }
    }
    cluster.save()
}

fn wait(cluster: &Cluster, arguments: &Arguments) -> Result<()> {
    let condition = arguments.option(&["--for"]).context("--for is required")?;
    if condition == "delete" {
        let ended = fs::read_to_string(cluster.folder.join("ended")).unwrap_or_default();
        for pod in ended.lines() {
            say(&format!("pod/{pod} condition met"));
        }
        if ended.is_empty() {
            say("no matching resources found");
        }
        return Ok(());
    }
    let target = arguments.word(1).unwrap_or_default();
    let (of, name) = match arguments.word(2) {
        Some(name) => (kind(target)?, name),
        None => pair(target)?,
    };
    let end = Instant::now() + patience(arguments)?;
    loop {
        let met = match (of, condition.to_lowercase().as_str()) {
            ("Job", "condition=complete") => {
                let job = cluster.objects.get(of, name).with_context(|| not_found(of, name))?;
                // It has run to its end already.
                ensure!(job["status"]["drill"] == "Complete", timed_out(of, name));
                true
            }
            ("Pod", "condition=ready") => {
                let pod = pod(cluster, name)?;
                of_database(&pod) || workload::is_ready(cluster, &pod)?
            }
            _ => bail!("the drills cannot wait for {condition} of {}", shown(of, name)),
        };
        if met {
            say(&format!("{} condition met", shown(of, name)));
            return Ok(());
        }
        ensure!(Instant::now() < end, timed_out(of, name));
        thread::sleep(Duration::from_millis(50));
    }
}

/// The database runs under the eyes of the drill itself, which has waited for it.
fn of_database(pod: &Pod) -> bool {
    pod.owner.0 == "StatefulSet"
}

pub(super) fn patience(arguments: &Arguments) -> Result<Duration> {
    let text = arguments.option(&["--timeout"]).unwrap_or("120s");
    let (number, factor) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.trim_end_matches('s'), 1),
    };
    Ok(Duration::from_secs(number.parse::<u64>()? * factor))
}

fn logs(cluster: &Cluster, arguments: &Arguments, target: &str) -> Result<()> {
    let logs = pod(cluster, target)?.logs();
    match arguments.option(&["--tail"]).map(str::parse).transpose()? {
        Some(lines) => print(&process::tail(&logs, lines)),
        None => print(&logs),
    }
}

pub(super) fn not_found(of: &str, name: &str) -> String {
    format!("Error from server (NotFound): {} {name:?} not found", of.to_lowercase())
}

fn timed_out(of: &str, name: &str) -> String {
    format!("timed out waiting for the condition on {}", shown(of, name))
}

fn print(text: &str) -> Result<()> {
    say(text.trim_end_matches('\n'));
    Ok(())
}
