import GitOpsManifest

/// Where a manifest may hold the content of a Secret.
///
/// A Secret may stand inside another object, as in a Template or a package of an operator, and as text, as in the
/// annotations in which tools keep copies of what they applied.
enum SecretPlaces {
    /// What a walk down a manifest knows about where it is.
    enum Mode {
        /// Outside of every Secret.
        case open
        /// In a Secret, in its metadata, in its annotations.
        case secret, metadata, annotations
        /// Where every scalar is masked.
        case masked
        /// Where nothing is.
        case shown
    }

    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Members of a Secret that are shown as they are.
    private static let shown: Set<String> = ["apiVersion", "kind", "type", "immutable"]

    /// The mode of a member, from that of the object that has it.
    static func mode(of name: String, _ value: Node, in mode: Mode) -> Mode {
        switch mode {
        case .open, .masked, .shown: return mode
        case .secret:
            if shown.contains(name) { return value.record.isContainer ? .masked : .shown }
            return name == "metadata" && value.kind == .object ? .metadata : .masked
        case .metadata: return name == "annotations" && value.kind == .object ? .annotations : .shown
        case .annotations: return isMasked(annotation: name, value) ? .masked : .shown
        }
    }

    private static func isMasked(annotation name: String, _ value: Node) -> Bool {
        guard name != lastApplied, let text = value.string else { return true }
        return text.utf8.count > 256 || text.utf8.contains { $0 == UInt8(ascii: "{") || $0 == 0x0A }
    }

    /// Whether a value or something in it is a Secret or spells one. Complexity: O(size of the value).
    static func mayHold(_ node: Node) -> Bool { mayHold(node.storage, node.index) }

    private static func mayHold(_ storage: DocumentStorage, _ index: Int) -> Bool {
        let record = storage.record(index)
        switch record.kind {
        case .object: return isSecret(storage, index) || record.children.contains { mayHold(storage, $0) }
        case .array: return record.children.contains { mayHold(storage, $0) }
        case .string: return spellsSecret(storage.bytes(record))
        default: return false
        }
    }

    /// Whether a value stands in a Secret, or holds one.
    static func touches(_ node: Node) -> Bool {
        var outer = node.parent
        while let object = outer {
            if isSecret(object) { return true }
            outer = object.parent
        }
        return mayHold(node)
    }

    /// Whether an object is a Secret of the core group, or a list of them.
    static func isSecret(_ node: Node) -> Bool { node.kind == .object && isSecret(node.storage, node.index) }

    private static func isSecret(_ storage: DocumentStorage, _ object: Int) -> Bool {
        guard let symbol = WellKnownNames.symbol("kind"), let kind = storage.member(of: object, symbol),
            case let record = storage.record(kind), record.kind == .string,
            SecretKind.matches(storage.bytes(record))
        else { return false }
        guard let version = WellKnownNames.symbol("apiVersion").flatMap({ storage.member(of: object, $0) }),
            case let record = storage.record(version), record.kind == .string
        else { return true }
        return !storage.bytes(record).contains(UInt8(ascii: "/"))
    }

    /// Whether a text has `kind: Secret`, as YAML or as JSON, also as JSON within a string of JSON.
    static func spellsSecret(_ text: some Collection<UInt8>) -> Bool {
        let bytes = Array(text)
        let name = Array("kind".utf8)
        guard bytes.count > name.count else { return false }
        for start in name.count..<bytes.count
        where bytes[start] | 0x20 == UInt8(ascii: "s") && SecretKind.length(at: bytes[start...]) != nil {
            var before = start
            var hasColon = false
            while before > 0, isBetween(bytes[before - 1]) {
                hasColon = hasColon || bytes[before - 1] == UInt8(ascii: ":")
                before -= 1
            }
            if hasColon, before >= name.count, bytes[before - name.count..<before].elementsEqual(name) { return true }
        }
        return false
    }

    /// Blanks, quotes, escapes and the colon between a name and its value.
    private static func isBetween(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): true
        default: false
        }
    }
}
