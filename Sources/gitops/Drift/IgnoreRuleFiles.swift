import GitOpsDiff
import GitOpsManifest

/// The files of `--ignore`.
enum IgnoreRuleFiles {
    /// The rules of all files, in order.
    ///
    /// What cannot be read, and what an importer does not understand, ends the command: nobody knows what it would hide.
    static func read(_ paths: [String]) throws -> DriftRules {
        var rules = DriftRules()
        for path in paths { rules = rules.appending(try read(path)) }
        guard rules.unsupported.isEmpty else {
            for entry in rules.unsupported { Terminal.warn("gitops: \(entry)") }
            throw ExitStatus.unreadable
        }
        return rules
    }

    private static func read(_ path: String) throws -> DriftRules {
        let source: SourceText
        do throws(DocumentError) {
            source = try SourceText(contentsOf: path)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
        let set = ManifestSet(source)
        guard set.unreadable.isEmpty else {
            for entry in set.unreadable { Terminal.warn("gitops: \(entry)") }
            throw ExitStatus.unreadable
        }
        guard set.manifests.isEmpty else {
            return set.manifests.map { imported($0) }.reduce(DriftRules()) { $0.appending($1) }
        }
        do throws(DriftRulesError) {
            return try DriftRules(source)
        } catch {
            for problem in error.problems { Terminal.warn("gitops: \(problem)") }
            throw ExitStatus.unreadable
        }
    }

    private static func imported(_ manifest: Manifest) -> DriftRules {
        let source = manifest.origin.path
        switch (manifest.id.group, manifest.id.kind) {
        case ("argoproj.io", "Application"): return DriftRules(argoCDApplication: manifest.root, source: source)
        case ("", "ConfigMap"): return DriftRules(argoCDConfigMap: manifest.root, source: source)
        case ("helm.toolkit.fluxcd.io", "HelmRelease"):
            return DriftRules(fluxHelmRelease: manifest.root, patterns: RegularExpressions(), source: source)
        default:
            let origin = DriftRule.Origin(source: source, position: manifest.position)
            let reason = "no rules can be read from a \(manifest.id.kind)"
            return DriftRules(
                [], unsupported: [UnsupportedRule(text: "\(manifest.id)", reason: reason, origin: origin)])
        }
    }
}
