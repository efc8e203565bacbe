//! A pod's volumes as folders, with the owners and modes that the kubelet gives them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use k8s_openapi::api::core::v1::{KeyToPath, PodSpec, Volume};

use super::objects::{Data, Objects};

/// Where the claims of a namespace lie; they outlive their pods.
pub fn claims(cluster: &Path) -> PathBuf {
    cluster.join("claims")
}

/// Makes the volumes of a pod below `folder`; those of claims lie where the claims do.
///
/// # Errors
/// When a volume refers to something that is not there, or is of a kind that the drills do not know.
pub fn make(
    spec: &PodSpec,
    folder: &Path,
    cluster: &Path,
    objects: &Objects,
) -> Result<BTreeMap<String, PathBuf>> {
    let group = spec.security_context.as_ref().and_then(|context| context.fs_group);
    let group = group.map(u32::try_from).transpose().context("fsGroup")?;
    let mut made = BTreeMap::new();
    for volume in spec.volumes.iter().flatten() {
        let path = of_volume(volume, folder, cluster, objects, group)
            .with_context(|| format!("volume {}", volume.name))?;
        made.insert(volume.name.clone(), path);
    }
    Ok(made)
}

fn of_volume(
    volume: &Volume,
    folder: &Path,
    cluster: &Path,
    objects: &Objects,
    group: Option<u32>,
) -> Result<PathBuf> {
    let own = folder.join(&volume.name);
    if volume.empty_dir.is_some() {
        // Anybody may write into it; what is written belongs to the pod's group.
        return writable(&own, group, 0o777).map(|()| own);
    }
    if let Some(claim) = &volume.persistent_volume_claim {
        let path = claims(cluster).join(&claim.claim_name);
        if !path.is_dir() {
            bail!("there is no PersistentVolumeClaim {}", claim.claim_name);
        }
        return writable(&path, group, 0o775).map(|()| path);
    }
    if let Some(secret) = &volume.secret {
        let name = secret.secret_name.as_deref().context("it names no Secret")?;
        let data = objects.secret(name);
        let found = present(data, secret.optional, || format!("Secret {name}"))?;
        let files = Files { items: secret.items.as_deref(), mode: secret.default_mode, group };
        return files.write(&found, &own).map(|()| own);
    }
    if let Some(map) = &volume.config_map {
        let data = objects.config_map(&map.name);
        let found = present(data, map.optional, || format!("ConfigMap {}", map.name))?;
        let files = Files { items: map.items.as_deref(), mode: map.default_mode, group };
        return files.write(&found, &own).map(|()| own);
    }
    bail!("it is of a kind that the drills do not know")
}

fn present(data: Option<Data>, optional: Option<bool>, what: impl Fn() -> String) -> Result<Data> {
    if data.is_none() && optional.unwrap_or(false) {
        return Ok(Data::new());
    }
    data.with_context(|| format!("there is no {}", what()))
}

/// A folder that the pod's group may write to; without a group only root may, unless `mode` says
/// otherwise.
fn writable(path: &Path, group: Option<u32>, mode: u32) -> Result<()> {
    fs::create_dir_all(path)?;
    match group {
        Some(group) => {
            chown(path, None, Some(group))?;
            fs::set_permissions(path, fs::Permissions::from_mode(mode | 0o2000))?;
        }
        None if mode == 0o777 => fs::set_permissions(path, fs::Permissions::from_mode(mode))?,
        None => fs::set_permissions(path, fs::Permissions::from_mode(0o755))?,
    }
    Ok(())
}

/// The files of a Secret or ConfigMap: read-only, root's, readable for the pod's group.
struct Files<'a> {
    items: Option<&'a [KeyToPath]>,
    mode: Option<i32>,
    group: Option<u32>,
}

impl Files<'_> {
    fn write(&self, data: &Data, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        let all: Vec<(String, String, Option<i32>)> = match self.items {
            None => data.keys().map(|key| (key.clone(), key.clone(), None)).collect(),
            Some(items) => {
                items.iter().map(|item| (item.key.clone(), item.path.clone(), item.mode)).collect()
            }
        };
        for (key, path, mode) in all {
            let content = data.get(&key).with_context(|| format!("it has no key {key}"))?;
            let file = folder.join(path);
            if let Some(above) = file.parent() {
                fs::create_dir_all(above)?;
            }
            fs::write(&file, content)?;
            let mode = u32::try_from(mode.or(self.mode).unwrap_or(0o644))?;
            let readable = if self.group.is_some() { 0o440 } else { 0 };
            fs::set_permissions(&file, fs::Permissions::from_mode(mode | readable))?;
            chown(&file, None, self.group)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECTS: &str = "---\n# Source: c/a.yaml\nkind: Secret\nmetadata: {name: tls}\n\
        stringData: {tls.crt: certificate, tls.key: key}\n";

    fn made(volume: &str) -> Result<(tempfile::TempDir, PathBuf)> {
        let folder = tempfile::tempdir().expect("a folder");
        let pod = format!(r#"{{"containers": [], "volumes": [{volume}]}}"#);
        let spec = serde_json::from_str(&pod).expect("a pod");
        let objects = Objects::parse(OBJECTS).expect("objects");
        let own = folder.path().join("volumes");
        let volumes = make(&spec, &own, folder.path(), &objects)?;
        let path = volumes.into_values().next().expect("one volume");
        Ok((folder, path))
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o7777
    }

    #[test]
    fn chosen_keys_of_a_secret_are_files_with_their_modes() {
        let volume = r#"{"name": "v", "secret": {"secretName": "tls", "defaultMode": 256,
            "items": [{"key": "tls.crt", "path": "server/crt", "mode": 420}, {"key": "tls.key", "path": "k"}]}}"#;
        let (_folder, path) = made(volume).expect("made");
        assert_eq!(fs::read(path.join("server/crt")).expect("there"), b"certificate");
        assert_eq!((mode(&path.join("server/crt")), mode(&path.join("k"))), (0o644, 0o400));
        assert!(!path.join("tls.crt").exists());
    }

    #[test]
    fn anybody_may_write_into_an_empty_folder() {
        let (_folder, path) = made(r#"{"name": "v", "emptyDir": {}}"#).expect("made");
        assert_eq!(mode(&path), 0o777);
    }

    #[test]
    fn what_is_missing_is_named() {
        let failure = |volume: &str| format!("{:#}", made(volume).expect_err("it is not there"));
        assert_eq!(
            failure(r#"{"name": "v", "persistentVolumeClaim": {"claimName": "gone"}}"#),
            "volume v: there is no PersistentVolumeClaim gone"
        );
        assert_eq!(
            failure(
                r#"{"name": "v", "secret": {"secretName": "tls", "items": [{"key": "x", "path": "x"}]}}"#
            ),
            "volume v: it has no key x"
        );
        assert_eq!(
            failure(r#"{"name": "v", "configMap": {"name": "gone"}}"#),
            "volume v: there is no ConfigMap gone"
        );
    }
}
