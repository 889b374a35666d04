import GitOpsManifest

extension DocumentStorage {
    /// The member of an object that is there and not null.
    @inline(__always)
    func presentMember(_ object: Int, _ name: Symbol) -> Int? {
        let record = record(object)
        guard record.kind == .object else { return nil }
        for child in record.children {
            let member = self.record(child)
            if member.key.rawValue == name.rawValue { return member.kind == .null ? nil : child }
        }
        return nil
    }

    /// The member of an object, null or not.
    func anyMember(_ object: Int, _ name: Symbol) -> Int? {
        let record = record(object)
        guard record.kind == .object else { return nil }
        return record.children.first { self.record($0).key.rawValue == name.rawValue }
    }
}

/// Reading of values whose types `PodShape` has settled; null is the same as nothing.
extension PodTemplate {
    @inline(__always)
    func value(_ object: Int?, _ name: Symbol) -> Int? { object.flatMap { storage.presentMember($0, name) } }

    @inline(__always)
    func value(_ object: Int?, _ first: Symbol, _ second: Symbol) -> Int? { value(value(object, first), second) }

    @inline(__always)
    func value(_ object: Int?, _ first: Symbol, _ second: Symbol, _ third: Symbol) -> Int? {
        value(value(object, first, second), third)
    }

    /// The elements of a list; none when it is absent.
    @inline(__always)
    func items(_ list: Int?) -> Range<Int> { list.map { storage.record($0).children } ?? 0..<0 }

    @inline(__always)
    func isTrue(_ value: Int?) -> Bool { value.map { storage.record($0).low != 0 } ?? false }

    @inline(__always)
    func integer(_ value: Int) -> Int64 {
        let record = storage.record(value)
        // Whole numbers that are spelled with a fraction are rare.
        return record.kind == .signed
            ? Int64(bitPattern: record.bits) : Node(storage: storage, index: value).int64 ?? 0
    }

    /// The bytes of a string; none for null, which Go reads as the empty string.
    @inline(__always)
    func bytes(_ value: Int?) -> UnsafeBufferPointer<UInt8> {
        guard let value, storage.record(value).kind == .string else {
            return UnsafeBufferPointer(start: storage.pool, count: 0)
        }
        return storage.bytes(storage.record(value))
    }

    func text(_ value: Int?) -> String { String(decoding: bytes(value), as: UTF8.self) }

    @inline(__always)
    func isText(_ value: Int?, _ text: StaticString) -> Bool { text.hasBytes(bytes(value)[...]) }

    /// The deepest value on a path that is there: what has to be changed where the last one is missing.
    func deepest(_ object: Int, _ names: Symbol...) -> Int {
        var found = object
        for name in names {
            guard let next = storage.anyMember(found, name) else { break }
            found = next
        }
        return found
    }

    var isWindows: Bool { isText(value(spec, fields.os, fields.name), "windows") }

    /// Whether root in the pod is somebody else on the node.
    ///
    /// Source: `relaxPolicyForUserNamespacePod` of pod-security-admission, `policy/helpers.go`; KEP-127.
    var hasUserNamespace: Bool {
        guard let hostUsers = value(spec, fields.hostUsers) else { return false }
        return !isTrue(hostUsers)
    }
}
