import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// A key of the configuration by which less fails than before.
struct LoosenedSetting {
    /// The names of the key, from the root of the file.
    let key: [String]
    /// The entry of a list that came or went; `nil` for the key as a whole.
    let item: String?
    /// What became of it.
    let text: String

    /// Whether another one is about the same entry.
    func isSame(as other: LoosenedSetting) -> Bool {
        key == other.key && (item.map { ExactText($0) } == other.item.map { ExactText($0) })
    }
}

/// The settings of two configurations side by side. Settings of what is off do not matter, and neither do those that only say
/// what is shown.
struct SettingsComparison {
    private let old: GateConfiguration
    private let new: GateConfiguration
    private(set) var loosened: [LoosenedSetting] = []

    /// Complexity: O(settings).
    init(from old: GateConfiguration, to new: GateConfiguration) {
        self.old = old
        self.new = new
        compareManifests()
        compareValidation()
        comparePolicies()
        compareControls()
        comparePodSecurity()
        compareAccess()
        if let policy = old.commits.policy, new.commits.policy == nil {
            note(["commits", "policy"], "was \(policy) and is none: commits are judged by nothing")
        }
        compareChanges()
        severity(["failOn", "new"], old.failOn.new, new.failOn.new, isThreshold: true)
        severity(["failOn", "existing"], old.failOn.existing, new.failOn.existing, isThreshold: true)
        choice(["failOn", "unknown"], old.failOn.unknown, new.failOn.unknown, strictestFirst: [.all, .new, .none])
    }

    // MARK: Sections

    private mutating func compareManifests() {
        let (was, now) = (old.manifests, new.manifests)
        if !was.include.isEmpty {
            if !now.include.isEmpty {
                removed(["manifests", "include"], was.include.map(\.text), now.include.map(\.text))
            }
        } else if !now.include.isEmpty {
            note(["manifests", "include"], "was empty and is not: files that match none of it are not read")
        }
        added(["manifests", "exclude"], was.exclude.map(\.text), now.exclude.map(\.text), "is not read any more")
        if was.readsHiddenFiles, !now.readsHiddenFiles { note(["manifests", "hidden"], "was true and is false") }
    }

    private mutating func compareValidation() {
        guard isOn(["validation"], old.validation.isEnabled, new.validation.isEnabled) else { return }
        choice(
            ["validation", "unknownKinds"], old.validation.unknownKinds, new.validation.unknownKinds,
            strictestFirst: [.unknown, .warn, .ignore])
        severity(["validation", "unrendered"], old.validation.unrendered, new.validation.unrendered)
        // Where unknown kinds fail, an object without its definition does.
        if new.validation.unknownKinds != .unknown {
            removed(["validation", "definitions"], old.validation.definitions, new.validation.definitions)
        }
    }

    private mutating func comparePolicies() {
        guard isOn(["policies"], old.policies.isEnabled, new.policies.isEnabled) else { return }
        removed(["policies", "paths"], old.policies.paths, new.policies.paths)
        if old.policies.usesManifests, !new.policies.usesManifests {
            note(["policies", "ofManifests"], "was true and is false")
        }
    }

    private mutating func compareControls() {
        guard isOn(["controls"], old.controls.isEnabled, new.controls.isEnabled) else { return }
        severity(
            ["controls", "minimumSeverity"], old.controls.minimumSeverity, new.controls.minimumSeverity,
            isThreshold: true)
        added(["controls", "disabled"], old.controls.disabled, new.controls.disabled, "is not asked any more")
        let (was, now) = (old.controls.allowedRegistries, new.controls.allowedRegistries)
        if !was.isEmpty, now.isEmpty {
            note(["controls", "allowedRegistries"], "was \(Self.list(was)) and is empty: every registry is allowed")
        } else if !was.isEmpty {
            added(["controls", "allowedRegistries"], was, now, "is allowed")
        }
    }

    private mutating func comparePodSecurity() {
        guard isOn(["podSecurity"], old.podSecurity.isEnabled, new.podSecurity.isEnabled),
            let was = old.podSecurity.standard
        else { return }
        let now = new.podSecurity.standard
        let ranks = PodSecurityLevel.allCases
        let rank = ranks.firstIndex(of: now?.level ?? .privileged) ?? 0
        if rank < ranks.firstIndex(of: was.level) ?? 0 {
            note(["podSecurity", "level"], "was \(was.level.rawValue) and is \(now?.level.rawValue ?? "none")")
        }
        if let now, now.version < was.version {
            note(["podSecurity", "version"], "was \(was.version) and is \(now.version)")
        }
    }

    private mutating func compareAccess() {
        guard isOn(["access"], old.access.isEnabled, new.access.isEnabled) else { return }
        if old.access.findsPaths, !new.access.findsPaths { note(["access", "paths"], "was true and is false") }
        severity(["access", "gained"], old.access.gained, new.access.gained)
        removed(["access", "assertions"], old.access.assertions, new.access.assertions)
    }

    private mutating func compareChanges() {
        let isOn = isOn(["changes"], old.changes.isEnabled, new.changes.isEnabled)
        for risk in GateConfiguration.Changes.Risk.allCases where isOn || risk == .rulesLoosened {
            severity(["changes", risk.rawValue], old.changes.severities[risk], new.changes.severities[risk])
        }
    }

    // MARK: Values

    /// Whether a section is on before and after, so that the rest of it matters.
    private mutating func isOn(_ section: [String], _ was: Bool, _ now: Bool) -> Bool {
        if was, !now { note(section + ["enabled"], "was true and is false") }
        return was && now
    }

    /// - Parameter isThreshold: whether it says from where on something counts, so that a higher one is looser.
    private mutating func severity(
        _ key: [String], _ was: Severity?, _ now: Severity?, isThreshold: Bool = false
    ) {
        guard let was, was != now else { return }
        if let now, isThreshold == (now < was) { return }
        note(key, "was \(was.rawValue) and is \(now?.rawValue ?? "none")")
    }

    private mutating func choice<Choice: RawRepresentable<String> & Equatable>(
        _ key: [String], _ was: Choice, _ now: Choice, strictestFirst order: [Choice]
    ) {
        guard let before = order.firstIndex(of: was), let after = order.firstIndex(of: now), after > before else {
            return
        }
        note(key, "was \(was.rawValue) and is \(now.rawValue)")
    }

    private mutating func added(_ key: [String], _ was: [String], _ now: [String], _ effect: String) {
        let known = Set(was.map { ExactText($0) })
        for item in now where !known.contains(ExactText(item)) {
            note(key, "has \(item), which it did not have: it \(effect)", item: item)
        }
    }

    private mutating func removed(_ key: [String], _ was: [String], _ now: [String]) {
        let left = Set(now.map { ExactText($0) })
        for item in was where !left.contains(ExactText(item)) {
            note(key, "had \(item) and has it no more", item: item)
        }
    }

    private mutating func note(_ key: [String], _ text: String, item: String? = nil) {
        loosened.append(
            LoosenedSetting(
                key: key, item: item, text: ShortText.cut("\(key.joined(separator: ".")) \(text)", to: 400)))
    }

    private static func list(_ items: [String]) -> String { items.joined(separator: ", ") }
}
