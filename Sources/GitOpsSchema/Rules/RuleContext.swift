package import GitOpsManifest

/// Where rules look for the values that their paths and conditions name: an object and those around it.
///
/// Engines push and pop objects as they walk a document, so that `^` of a rule needs no search.
package struct RuleContext {
    package let storage: DocumentStorage
    /// The objects around the present one and itself, outermost first; lists are skipped.
    package private(set) var objects: [Int] = []

    package init(_ storage: DocumentStorage) {
        self.storage = storage
        objects.reserveCapacity(16)
    }

    @inline(__always)
    package mutating func push(_ object: Int) { objects.append(object) }
    @inline(__always)
    package mutating func pop() { objects.removeLast() }

    /// The value at a path of the innermost object; `nil` when there is none.
    package func resolve(_ path: RulePath) -> Int? {
        guard var level = objects.indices.last else { return nil }
        var position = 0
        while position < path.count {
            let step = path.step(position)
            if step == RuleRef.root {
                level = 0
            } else if step == RuleRef.out {
                level -= 1
            } else {
                break
            }
            position += 1
        }
        guard level >= 0 else { return nil }
        return Self.resolve(path, from: position, of: objects[level], in: storage)
    }

    private static func resolve(
        _ path: RulePath, from start: Int, of object: Int, in storage: DocumentStorage
    ) -> Int? {
        var index = object
        for position in start..<path.count {
            guard let member = storage.member(of: index, Symbol(rawValue: UInt32(path.step(position)))) else {
                return nil
            }
            index = member
        }
        return index
    }

    /// Whether all conditions of a rule hold.
    package func holds(_ rule: RuleRef) -> Bool {
        rule.conditions.allSatisfy { holds($0) }
    }

    package func holds(_ condition: ConditionRef) -> Bool {
        holds(condition, resolve(condition.path), in: storage)
    }

    /// Whether all conditions of a rule hold once an object is written over the present one.
    package func holds(_ rule: RuleRef, writing object: Int, _ written: DocumentStorage) -> Bool {
        rule.conditions.allSatisfy { condition in
            let path = condition.path
            if path.count > 0, path.step(0) != RuleRef.root, path.step(0) != RuleRef.out,
                let value = Self.resolve(path, from: 0, of: object, in: written),
                written.record(value).kind != .null
            {
                return holds(condition, value, in: written)
            }
            return holds(condition)
        }
    }

    private func holds(_ condition: ConditionRef, _ value: Int?, in storage: DocumentStorage) -> Bool {
        switch condition.test {
        case .present: return value.map { !isAbsent($0, storage) } ?? false
        case .absent: return value.map { isAbsent($0, storage) } ?? true
        case .oneOf: return value.map { isOneOf($0, condition, storage) } ?? false
        case .noneOf: return value.map { !isOneOf($0, condition, storage) } ?? true
        case .itemIsOneOf, .itemBegins: return true
        case .fieldOfParent:
            return objects.last.map { storage.record($0).key.rawValue == UInt32(condition.path.step(0)) } ?? false
        case nil: return false
        }
    }

    /// Whether an element of a list is one that a rule's `where` describes.
    package func describes(_ rule: RuleRef, item: Int) -> Bool {
        rule.conditions.allSatisfy { condition in
            guard condition.test == .itemIsOneOf || condition.test == .itemBegins else { return true }
            var value = item
            for position in 0..<condition.path.count {
                let symbol = Symbol(rawValue: UInt32(condition.path.step(position)))
                guard let member = storage.member(of: value, symbol) else { return false }
                value = member
            }
            if condition.test == .itemIsOneOf { return isOneOf(value, condition, storage) }
            let record = storage.record(value)
            guard record.kind == .string else { return false }
            return (0..<condition.literalCount).contains {
                storage.bytes(record).starts(with: condition.literal($0).bytes)
            }
        }
    }

    /// An empty object is there: a pointer to nothing but defaults.
    private func isAbsent(_ value: Int, _ storage: DocumentStorage) -> Bool {
        storage.record(value).kind != .object && storage.isZero(value)
    }

    private func isOneOf(_ value: Int, _ condition: ConditionRef, _ storage: DocumentStorage) -> Bool {
        (0..<condition.literalCount).contains { condition.literal($0).matches(storage, value) }
    }
}

extension DocumentStorage {
    /// Whether a value is null or what Go calls the zero value: an empty text, 0, false, an empty list or object.
    package func isZero(_ index: Int) -> Bool {
        let record = record(index)
        switch record.kind {
        case .null: return true
        case .boolean: return record.low == 0
        case .signed, .unsigned: return record.bits == 0
        case .number: return false
        case .string, .array, .object: return record.high == 0
        }
    }
}

/// The pull policy that the server derives from an image.
///
/// Source: `SetDefaults_Container`, pkg/apis/core/v1/defaults.go, with `parsers.ParseImageName`.
package enum PullPolicy {
    /// `Always` for the tag `latest` and for an image with neither tag nor digest, else `IfNotPresent`; also for what is
    /// no image.
    package static func byImage(_ image: Node?) -> StaticString {
        guard let text = image?.string, let reference = try? ImageReference(parsing: text) else {
            return "IfNotPresent"
        }
        if let tag = reference.tag { return tag == "latest" ? "Always" : "IfNotPresent" }
        return reference.digest == nil ? "Always" : "IfNotPresent"
    }
}
