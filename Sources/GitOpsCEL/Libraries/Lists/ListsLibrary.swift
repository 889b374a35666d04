/// The extended lists of cel-go.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/lists.go.
enum ListsLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = ListsFunction(rawValue: function), accepts(function, arguments) else {
            let name = ListsFunction(rawValue: function).map(name) ?? ""
            return evaluation.noOverload(name, arguments)
        }
        let first = arguments[0]
        switch function {
        case .slice: return slice(first, arguments[1].integer, arguments[2].integer, in: &evaluation)
        case .flatten: return flatten(first, depth: arguments.count > 1 ? arguments[1].integer : 1, in: &evaluation)
        case .range: return range(first.integer, in: &evaluation)
        case .distinct: return distinct(first, in: &evaluation)
        case .reverse: return reverse(first, in: &evaluation)
        case .sort: return sort(first, by: first, in: &evaluation)
        case .sortByAssociatedKeys: return sort(first, by: arguments[1], in: &evaluation)
        }
    }

    private static func name(_ function: ListsFunction) -> String {
        switch function {
        case .range: "lists.range"
        case .sortByAssociatedKeys: "@sortByAssociatedKeys"
        default: "\(function)"
        }
    }

    private static func accepts(_ function: ListsFunction, _ arguments: UnsafeBufferPointer<Value>) -> Bool {
        guard let first = arguments.first else { return false }
        let rest = arguments.dropFirst()
        switch function {
        case .slice: return first.isList && rest.count == 2 && rest.allSatisfy { $0.tag == .integer }
        case .flatten: return first.isList && rest.count < 2 && rest.allSatisfy { $0.tag == .integer }
        case .range: return first.tag == .integer && rest.isEmpty
        case .distinct, .reverse, .sort: return first.isList && rest.isEmpty
        case .sortByAssociatedKeys: return first.isList && rest.count == 1 && rest.allSatisfy(\.isList)
        }
    }

    private static func slice(_ list: Value, _ start: Int64, _ end: Int64, in evaluation: inout Evaluation) -> Value {
        let count = Int64(evaluation.count(of: list))
        let problem: String?
        if start < 0 || end < 0 {
            problem = "negative indexes not supported"
        } else if start > end {
            problem = "start index must be less than or equal to end index"
        } else {
            problem = count < end ? "list is length \(count)" : nil
        }
        if let problem {
            return evaluation.fail(.indexOutOfRange, "cannot slice(\(start), \(end)), \(problem)")
        }
        return list.elements(Int(start)..<Int(end), in: &evaluation)
    }

    private static func range(_ end: Int64, in evaluation: inout Evaluation) -> Value {
        let count = Int(clamping: max(0, end))
        return evaluation.makeList(count) { room in
            for index in 0..<count { room.initializeElement(at: index, to: .integer(Int64(index))) }
        }
    }

    private static func reverse(_ list: Value, in evaluation: inout Evaluation) -> Value {
        let count = evaluation.count(of: list)
        return collect(count, in: &evaluation) { index, evaluation in
            evaluation.element(of: list, at: count - 1 - index)
        }
    }

    private static func distinct(_ list: Value, in evaluation: inout Evaluation) -> Value {
        var kept: [Value] = []
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            var isKnown = false
            for other in kept where evaluation.equals(element, other) {
                isKnown = true
                break
            }
            if !isKnown { kept.append(element) }
        }
        return evaluation.makeList(kept.count) { _ = $0.initialize(fromContentsOf: kept) }
    }

    /// A list of elements that a function gives.
    private static func collect(
        _ count: Int, in evaluation: inout Evaluation, _ element: (Int, inout Evaluation) -> Value
    ) -> Value {
        guard let room = evaluation.takeValues(count) else { return evaluation.outOfMemory() }
        for index in 0..<count {
            let value = element(index, &evaluation)
            if value.isError { return value }
            (room + index).initialize(to: value)
        }
        return .list(room, count)
    }
}

// MARK: Flattening

extension ListsLibrary {
    /// The most elements that a flattened list may have.
    private static let largestList = 4 << 20
    /// How deeply lists may be nested.
    private static let deepest = 512

    private static func flatten(_ list: Value, depth: Int64, in evaluation: inout Evaluation) -> Value {
        if depth < 0 { return evaluation.fail(.invalidArgument, "level must be non-negative") }
        var result: [Value] = []
        if let error = flatten(list, depth, Int64(deepest), into: &result, in: &evaluation) { return error }
        return evaluation.makeList(result.count) { _ = $0.initialize(fromContentsOf: result) }
    }

    /// Appends the elements; an error when there are too many.
    private static func flatten(
        _ list: Value, _ depth: Int64, _ room: Int64, into result: inout [Value], in evaluation: inout Evaluation
    ) -> Value? {
        if room == 0 { return evaluation.fail(.depthLimit, "lists are nested too deeply") }
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            if element.isList, depth > 0 {
                if let error = flatten(element, depth - 1, room - 1, into: &result, in: &evaluation) { return error }
            } else {
                result.append(element)
            }
            if result.count > largestList { return evaluation.outOfMemory() }
        }
        return nil
    }
}

// MARK: Sorting

extension ListsLibrary {
    /// The list in order of the keys; elements with equal keys stay as they were.
    private static func sort(_ list: Value, by keys: Value, in evaluation: inout Evaluation) -> Value {
        let count = evaluation.count(of: list)
        let keyCount = evaluation.count(of: keys)
        guard count == keyCount else {
            return evaluation.fail(
                .invalidArgument,
                "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got "
                    + "\(count) and \(keyCount) elements respectively")
        }
        if count == 0 { return list }
        var pairs: [(key: Value, element: Value)] = []
        pairs.reserveCapacity(count)
        for index in 0..<count {
            let pair = (evaluation.element(of: keys, at: index), evaluation.element(of: list, at: index))
            if pair.0.isError { return pair.0 }
            if pair.1.isError { return pair.1 }
            pairs.append(pair)
        }
        let type = pairs[0].key.tag
        guard type.isOrdered else { return evaluation.fail(.invalidArgument, "list elements must be comparable") }
        guard pairs.allSatisfy({ $0.key.tag == type }) else {
            return evaluation.fail(.invalidArgument, "list elements must have the same type")
        }
        let order = sorted(pairs, in: evaluation)
        return evaluation.makeList(count) { room in
            for (index, pair) in order.enumerated() { room.initializeElement(at: index, to: pair.element) }
        }
    }

    private static func sorted(
        _ pairs: [(key: Value, element: Value)], in evaluation: borrowing Evaluation
    ) -> [(key: Value, element: Value)] {
        MergeSort.sorted(pairs) { evaluation.compare($0.key, $1.key) == .less }
    }
}

/// A stable order, which the standard library's `sort` does not promise.
private enum MergeSort {
    static func sorted<Element>(_ elements: [Element], by precedes: (Element, Element) -> Bool) -> [Element] {
        var elements = elements
        var merged = elements
        var width = 1
        while width < elements.count {
            for start in stride(from: 0, to: elements.count, by: 2 * width) {
                let middle = min(start + width, elements.count)
                let end = min(start + 2 * width, elements.count)
                var (left, right) = (start, middle)
                for index in start..<end {
                    // Of equal elements the left one goes first.
                    if left < middle, right == end || !precedes(elements[right], elements[left]) {
                        merged[index] = elements[left]
                        left += 1
                    } else {
                        merged[index] = elements[right]
                        right += 1
                    }
                }
            }
            swap(&elements, &merged)
            width *= 2
        }
        return elements
    }
}

extension Value.Tag {
    /// Whether values of the type have an order among themselves.
    fileprivate var isOrdered: Bool {
        switch self {
        case .boolean, .integer, .unsigned, .double, .string, .bytes, .timestamp, .duration: true
        default: false
        }
    }
}

extension Value {
    fileprivate static func list(_ values: UnsafeMutablePointer<Value>, _ count: Int) -> Value {
        Value(tag: .list, count: UInt32(truncatingIfNeeded: count), payload: UInt64(UInt(bitPattern: values)))
    }

    /// A part of a list, which shares the elements of one in scratch memory.
    fileprivate func elements(_ range: Range<Int>, in evaluation: inout Evaluation) -> Value {
        if range.isEmpty { return .emptyList }
        if tag == .list {
            return .list(UnsafeMutablePointer(mutating: values + range.lowerBound), range.count)
        }
        guard let room = evaluation.takeValues(range.count) else { return evaluation.outOfMemory() }
        for index in range {
            let element = evaluation.element(of: self, at: index)
            if element.isError { return element }
            (room + index - range.lowerBound).initialize(to: element)
        }
        return .list(room, range.count)
    }
}
