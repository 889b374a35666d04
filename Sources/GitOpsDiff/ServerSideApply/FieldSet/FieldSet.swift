public import GitOpsManifest

/// A set of paths to fields, as `metadata.managedFields` stores who owns what.
///
/// Paths are kept as a trie in one flat array, in the order in which Kubernetes prints them. A path that is a member says
/// nothing about the paths above and below it.
///
/// Source: structured-merge-diff v6 `fieldpath/set.go`.
public struct FieldSet: Sendable {
    /// One path element: its children follow it, up to `end`.
    struct Element: BitwiseCopyable, Sendable {
        var kind: FieldElementKind
        var isMember: Bool
        var start: UInt32
        var count: UInt32
        /// Index behind the last element under this one.
        var end: UInt32
    }

    /// Invariants: siblings ascend strictly; an element is a member or has one under it.
    var elements: [Element] = []
    private(set) var bytes: [UInt8] = []

    /// The empty set.
    public init() {}

    /// A set of paths; the root is not a path that anyone can own, and is left out.
    public init(_ paths: some Sequence<FieldPath>) {
        var trie = FieldTrie()
        for path in paths { trie.insert(trie.path(path), 1) }
        self = trie.set(1)
    }

    /// Whether no path is a member. Complexity: O(1).
    public var isEmpty: Bool { elements.isEmpty }

    /// Number of paths. Complexity: O(size).
    public var count: Int { elements.count { $0.isMember } }

    /// The paths, in the order in which Kubernetes prints them.
    public var paths: [FieldPath] {
        var paths: [FieldPath] = []
        var path = FieldPath()
        collect(0..<elements.count, &path, &paths)
        return paths
    }

    /// Whether a path is a member. Complexity: O(siblings of its steps).
    public func contains(_ path: FieldPath) -> Bool {
        var range = 0..<elements.count
        for (depth, step) in path.steps.enumerated() {
            guard let index = find(step, in: range) else { return false }
            if depth == path.steps.count - 1 { return elements[index].isMember }
            range = children(index)
        }
        return false
    }

    /// The members under a path, as paths from there.
    package func subset(under path: FieldPath) -> FieldSet {
        var range = 0..<elements.count
        for step in path.steps {
            guard let index = find(step, in: range) else { return FieldSet() }
            range = children(index)
        }
        var result = FieldSet()
        result.appendCopies(of: self, range)
        return result
    }
}

// MARK: Elements

extension FieldSet {
    @inline(__always)
    func children(_ index: Int) -> Range<Int> { index + 1..<Int(elements[index].end) }

    func spelling<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let element = elements[index]
        return bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(element.start)..<Int(element.start) + Int(element.count)]))
        }
    }

    private func find(_ step: FieldPath.Step, in range: Range<Int>) -> Int? {
        let (kind, wanted) = step.spelled
        var index = range.lowerBound
        while index < range.upperBound {
            if elements[index].kind == kind, spelling(index, { $0.elementsEqual(wanted) }) { return index }
            index = Int(elements[index].end)
        }
        return nil
    }

    private func collect(_ range: Range<Int>, _ path: inout FieldPath, _ paths: inout [FieldPath]) {
        var index = range.lowerBound
        while index < range.upperBound {
            path.steps.append(step(index))
            if elements[index].isMember { paths.append(path) }
            collect(children(index), &path, &paths)
            path.steps.removeLast()
            index = Int(elements[index].end)
        }
    }

    func step(_ index: Int) -> FieldPath.Step {
        spelling(index) { FieldPath.Step(elements[index].kind, $0) }
    }

    // MARK: Writing, in order

    /// Appends an element without children.
    mutating func append(_ kind: FieldElementKind, isMember: Bool, _ name: UnsafeBufferPointer<UInt8>) {
        elements.append(
            Element(
                kind: kind, isMember: isMember, start: UInt32(truncatingIfNeeded: bytes.count),
                count: UInt32(truncatingIfNeeded: name.count), end: UInt32(truncatingIfNeeded: elements.count + 1)))
        bytes.append(contentsOf: name)
    }

    /// Ends the children of an element; without members it goes.
    mutating func close(_ index: Int) {
        if elements.count == index + 1, !elements[index].isMember {
            bytes.removeLast(bytes.count - Int(elements[index].start))
            elements.removeLast()
        } else {
            elements[index].end = UInt32(truncatingIfNeeded: elements.count)
        }
    }

    /// Appends whole elements of another set.
    mutating func appendCopies(of other: FieldSet, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let shift = elements.count - range.lowerBound
        for index in range {
            var element = other.elements[index]
            let start = Int(element.start)
            element.start = UInt32(truncatingIfNeeded: bytes.count)
            element.end = UInt32(truncatingIfNeeded: Int(element.end) + shift)
            bytes.append(contentsOf: other.bytes[start..<start + Int(element.count)])
            elements.append(element)
        }
    }
}

extension FieldSet: Hashable {
    /// Whether both have the same paths. Complexity: O(size).
    public static func == (left: Self, right: Self) -> Bool {
        guard left.elements.count == right.elements.count else { return false }
        return left.elements.indices.allSatisfy { index in
            let first = left.elements[index]
            let second = right.elements[index]
            return first.kind == second.kind && first.isMember == second.isMember && first.end == second.end
                && left.spelling(index) { name in right.spelling(index) { $0.elementsEqual(name) } }
        }
    }

    /// Feeds the paths. Complexity: O(size).
    public func hash(into hasher: inout Hasher) {
        for element in elements {
            hasher.combine(element.isMember)
            hasher.combine(element.end)
            hasher.combine(bytes: bytes[Int(element.start)..<Int(element.start) + Int(element.count)])
        }
    }
}

extension Hasher {
    fileprivate mutating func combine(bytes: ArraySlice<UInt8>) { for byte in bytes { combine(byte) } }
}

extension FieldSet: CustomStringConvertible {
    /// The paths, one a line.
    public var description: String { paths.map(\.description).joined(separator: "\n") }
}
