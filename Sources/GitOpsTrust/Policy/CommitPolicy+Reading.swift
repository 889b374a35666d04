public import GitOpsManifest
import GitOpsRepository

extension CommitPolicy {
    /// Reads a policy and the files with keys that it names, relative to its folder.
    ///
    /// A policy with an error is no policy: a rule that was misspelt must not be missing silently.
    ///
    /// - Parameter path: the file; `-` is standard input, with files relative to the current folder.
    /// - Throws: `CommitPolicyError`, with everything that is wrong.
    public init(contentsOf path: String) throws(CommitPolicyError) {
        let source: SourceText
        do throws(DocumentError) {
            source = try SourceText(contentsOf: path)
        } catch {
            throw CommitPolicyError(problems: [
                CommitPolicyProblem(.unreadable(error), file: path, position: error.position)
            ])
        }
        try self.init(source, folder: path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "")
    }

    /// Reads a policy from YAML.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - folder: what paths of files with keys are relative to: empty, or a path that ends in `/`.
    /// - Throws: `CommitPolicyError`, with everything that is wrong.
    public init(_ source: SourceText, folder: String = "") throws(CommitPolicyError) {
        try self.init(source) { path throws(DocumentError) in
            try SourceText(contentsOf: path.hasPrefix("/") ? path : folder + path)
        }
    }

    /// Reads a policy from YAML whose files with keys stand elsewhere than on disk: in a commit.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - file: gives a file with keys by the path that the policy names.
    /// - Throws: `CommitPolicyError`, with everything that is wrong.
    public init(
        _ source: SourceText, readingKeys file: @escaping (_ path: String) throws(DocumentError) -> SourceText
    ) throws(CommitPolicyError) {
        var reader = CommitPolicyReader(file: source.name, keyFile: file)
        do throws(DocumentError) {
            reader.read(try Document(yaml: source, options: .strict).root)
        } catch {
            reader.fields.report(.unreadable(error), at: error.position)
        }
        guard reader.fields.problems.isEmpty else {
            throw CommitPolicyError(
                problems: reader.fields.problems.sorted {
                    ($0.position?.byteOffset ?? 0) < ($1.position?.byteOffset ?? 0)
                })
        }
        self = reader.policy
    }
}

/// Reads a policy from a document.
struct CommitPolicyReader {
    var fields: PolicyFields
    private let keyFile: (String) throws(DocumentError) -> SourceText
    private(set) var policy = CommitPolicy(trust: TrustedKeys())
    private var signerNames: [String] { policy.signers.map(\.name) }

    private static let names = [
        "baseline", "walk", "signatures", "tag", "keys", "signers", "paths", "countersignatures", "identity",
        "signOff", "mainline", "seals", "rewrites", "exempt",
    ]

    init(file: String, keyFile: @escaping (String) throws(DocumentError) -> SourceText) {
        fields = PolicyFields(file: file)
        self.keyFile = keyFile
    }

    mutating func read(_ root: Node) {
        guard fields.check(root, "the policy", Self.names) else { return }
        policy.baseline = root["baseline"].flatMap { fields.commit($0, "baseline") }
        policy.walk = fields.word(root, "walk") ?? .all
        policy.signatures = fields.word(root, "signatures") ?? .each
        policy.tag = fields.word(root, "tag") ?? .ignored
        policy.countersignatures = fields.words(root, "countersignatures").map(Set.init) ?? [.merge]
        policy.signOff = fields.word(root, "signOff")
        let rewrites: Rewrites? = fields.word(root, "rewrites")
        policy.allowsRewrites = rewrites == .allowed
        if let keys = root["keys"] {
            policy.trust = PolicyKeysReader.read(keys, file: keyFile, &fields)
        } else if !(policy.walk == .none && policy.tag == .ignored) && policy.signatures != .none {
            fields.report(.missing("keys"), at: root.position)
        }
        readSigners(root)
        readPaths(root)
        readIdentity(root)
        readMainline(root)
        readSeals(root)
        readExemptions(root)
        let asksForHistory = rewrites == .refused || policy.baseline != nil && !policy.allowsRewrites
        let asksForTags = policy.tag != .ignored
        if fields.problems.isEmpty, policy.walk != .none, !policy.asksForCommits, !asksForTags, !asksForHistory {
            fields.report(.nothingAsked, at: (root["signatures"] ?? root).position)
        }
    }

    private enum Rewrites: String, CaseIterable {
        case refused, allowed
    }

    // MARK: Signers

    private mutating func readSigners(_ root: Node) {
        var known: Set<ExactText> = []
        for node in fields.list(root, "signers") {
            guard fields.check(node, "a signer", ["name", "identities", "keys"]) else { continue }
            let name = fields.text(node, "name", isRequired: true) ?? ""
            let identities = fields.texts(node, "identities")
            let keys = fields.texts(node, "keys").map { fingerprint($0, node["keys"]) }
            if identities.isEmpty, keys.isEmpty { fields.report(.missing("identities or keys"), at: node.position) }
            for text in ["name \(name)"] + (identities + keys).map({ "key \($0)" })
            where !known.insert(ExactText(text)).inserted {
                fields.report(.repeatedSigner(String(text.split(separator: " ", maxSplits: 1)[1])), at: node.position)
            }
            policy.signers.append(PolicySigner(name: name, identities: identities, keys: keys))
        }
    }

    /// A fingerprint as signatures spell it.
    private mutating func fingerprint(_ text: String, _ node: Node?) -> String {
        if text.hasPrefix("SHA256:"), text.utf8.count == 50 { return text }
        let digits = text.filter { $0 != " " }.uppercased()
        let isFingerprint =
            digits.utf8.count == 40
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
        if !isFingerprint { fields.report(.malformedFingerprint(text), at: node?.position) }
        return digits
    }

    private mutating func readNames(_ node: Node, _ field: String) -> [String] {
        let names = fields.texts(node, field)
        for name in names where !signerNames.contains(where: { $0.hasSameBytes(as: name) }) {
            let nearest = NearestName.of(name, among: signerNames)
            fields.report(.unknownSigner(name, nearest: nearest), at: fields.position(of: name, in: node[field]))
        }
        return names
    }

    // MARK: Rules

    private mutating func readPaths(_ root: Node) {
        for node in fields.list(root, "paths") {
            guard fields.check(node, "a rule of paths", ["paths", "signers", "count"]) else { continue }
            let texts = fields.texts(node, "paths")
            if texts.isEmpty { fields.report(.missing("paths"), at: node.position) }
            // As Git reads lines of .gitignore.
            let patterns = texts.map { GlobPattern(bytes: GlobPattern.trimmingTrailingSpaces(Array($0.utf8)[...])) }
            for (text, pattern) in zip(texts, patterns) where !PathRule.canMatch(pattern) {
                fields.report(.malformedPattern(text), at: fields.position(of: text, in: node["paths"]))
            }
            let names = readNames(node, "signers")
            if names.isEmpty { fields.report(.missing("signers"), at: node.position) }
            let count = fields.integer(node, "count") ?? 1
            let distinct = Set(names.map(ExactText.init)).count
            if distinct > 0, count < 1 || count > distinct {
                fields.report(.impossibleCount(count, signers: distinct), at: (node["count"] ?? node).position)
            }
            policy.paths.append(PathRule(patterns: patterns, signers: names, count: count))
        }
    }

    private mutating func readIdentity(_ root: Node) {
        guard let node = root["identity"], fields.check(node, "identity", ["bind", "except"]) else { return }
        policy.boundIdentities = Set(fields.words(node, "bind") ?? [])
        if policy.boundIdentities.isEmpty { fields.report(.missing("identity.bind"), at: node.position) }
        policy.signersForOthers = readNames(node, "except")
    }

    private mutating func readMainline(_ root: Node) {
        guard let node = root["mainline"], fields.check(node, "mainline", ["merges", "signers"]) else { return }
        let merges: Merges? = fields.word(node, "merges")
        let names = readNames(node, "signers")
        if merges == nil, names.isEmpty {
            fields.report(.missing("mainline.merges or mainline.signers"), at: node.position)
        }
        policy.mainline = CommitPolicy.MainlineRule(requiresMerges: merges == .required, signers: names)
    }

    private enum Merges: String, CaseIterable {
        case required, optional
    }

    private mutating func readSeals(_ root: Node) {
        guard let node = root["seals"], fields.check(node, "seals", ["trailer", "signers"]) else { return }
        let trailer = fields.text(node, "trailer", isRequired: true) ?? ""
        policy.seals = CommitPolicy.SealRule(trailer: trailer, signers: readNames(node, "signers"))
    }

    private mutating func readExemptions(_ root: Node) {
        for node in fields.list(root, "exempt") {
            guard fields.check(node, "an exemption", ["commit", "reason"]) else { continue }
            let reason = fields.text(node, "reason", isRequired: true) ?? ""
            guard let value = node["commit"] else {
                fields.report(.missing("commit"), at: node.position)
                continue
            }
            if let commit = fields.commit(value, "commit") {
                policy.exemptions.append(CommitPolicy.Exemption(commit: commit, reason: reason))
            }
        }
    }
}

extension CommitPolicy {
    /// Whether there is a rule that a commit could break.
    fileprivate var asksForCommits: Bool {
        signatures != .none || !paths.isEmpty || !boundIdentities.isEmpty || signOff != nil
            || mainline.map { $0.requiresMerges || !$0.signers.isEmpty } ?? false
    }
}
