import GitOpsManifest

/// Which state of a repository a controller deploys.
///
/// Nobody can tell a branch from a tag by its name: what is neither a commit nor a version, as tags are written, counts as a branch.
enum Revision {
    /// A commit, a digest, a tag of one version: what is deployed changes only when this text does.
    case fixed
    /// A branch or a range of versions: whoever writes to the repository changes what is deployed.
    case moving
    /// Another program fills it in.
    case templated

    /// `targetRevision` of a Git source. Source: argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies.
    static func git(_ node: Node?) -> Revision {
        guard let text = spelled(node) else { return .moving }
        if isTemplate(text) { return .templated }
        if text.hasPrefix("refs/tags/") { return .fixed }
        if text.hasPrefix("refs/") { return .moving }
        return isCommit(text) || isTag(text) ? .fixed : .moving
    }

    /// The version of a chart: a range unless it has all three numbers.
    static func chart(_ node: Node?) -> Revision {
        guard let text = spelled(node) else { return .moving }
        if isTemplate(text) { return .templated }
        return isVersion(text) ? .fixed : .moving
    }

    /// `ref` of a GitRepository. Source: fluxcd.io/flux/components/source/gitrepositories, "Reference": `commit` wins over `name`,
    /// `name` over `semver`, that over `tag`, and that over `branch`.
    static func fluxGit(_ reference: Node?) -> Revision {
        if let commit = spelled(reference?["commit"]) { return isTemplate(commit) ? .templated : .fixed }
        if let name = spelled(reference?["name"]) {
            if isTemplate(name) { return .templated }
            return name.hasPrefix("refs/tags/") ? .fixed : .moving
        }
        if spelled(reference?["semver"]) != nil { return chart(reference?["semver"]) }
        // Somebody can move a tag, but says with it that nobody should.
        if let tag = spelled(reference?["tag"]) { return isTemplate(tag) ? .templated : .fixed }
        return spelled(reference?["branch"]).map(isTemplate) == true ? .templated : .moving
    }

    /// `ref` of an OCIRepository: `digest` wins over `semver`, and that over `tag`. Tags of images are moved all the time, but those that
    /// are versions.
    static func fluxOCI(_ reference: Node?) -> Revision {
        if let digest = spelled(reference?["digest"]) { return isTemplate(digest) ? .templated : .fixed }
        if spelled(reference?["semver"]) != nil { return chart(reference?["semver"]) }
        guard let tag = spelled(reference?["tag"]) else { return .moving }
        return isTemplate(tag) ? .templated : isCommit(tag) || isTag(tag) ? .fixed : .moving
    }

    private static func spelled(_ node: Node?) -> String? {
        FieldPath.Scalar.spelled(node).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isTemplate(_ text: String) -> Bool { text.contains("{{") || text.contains("${") }

    private static func isCommit(_ text: String) -> Bool {
        (7...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isHexadecimalDigit }
            && text.utf8.contains { $0.isDigit }
    }

    /// `v1.2.3`, `1.2`, `chart-4.11.0`, `kustomize/v5.0.1`, `2024-05-01`; not `release-1.2`, which is a branch more often.
    private static func isTag(_ text: String) -> Bool {
        let name = text.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? text
        if name.utf8.first == UInt8(ascii: "v") || name.utf8.first?.isDigit == true, !text.contains("/") {
            return isVersion(name, numbers: 2...3)
        }
        guard text.utf8.allSatisfy({ $0.isTagCharacter }) else { return false }
        let start = name.indices.first { index in
            name[index].isNumber && (index == name.startIndex || !name[name.index(before: index)].isNumber)
                && isVersion(String(name[index...]))
        }
        return start != nil
    }

    /// Whether a text is a version with so many numbers at least, and what may follow them: `1.2.3-rc.1+build`.
    private static func isVersion(_ text: String, numbers: ClosedRange<Int> = 3...3) -> Bool {
        let text = text.utf8.first == UInt8(ascii: "v") ? String(text.dropFirst()) : text
        let numbersText = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        let parts = numbersText.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "-" }
        let count = parts.prefix { !$0.isEmpty }.count
        guard count >= numbers.lowerBound else { return false }
        let rest = text.dropFirst(numbersText.count)
        guard let first = rest.first else { return parts.allSatisfy { !$0.isEmpty } }
        // `1.2.x` and `1.2.3 || 2` are ranges.
        return numbersText.hasSuffix("-") && first.isLetter && !rest.contains { " *<>=~^|,".contains($0) }
            || first == "+"
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Git and registries have more, which stand in ranges of versions as well.
    fileprivate var isTagCharacter: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || "._-+/".utf8.contains(self)
    }

    fileprivate var isHexadecimalDigit: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self) }
}
