public import GitOpsManifest
public import GitOpsTrust

/// Whether an audit trail is as it was written, told from the text alone.
///
/// Whoever makes a trail anew can make one that holds: compare ``head`` with one that was kept elsewhere.
public struct AuditVerification: Sendable, Hashable {
    /// Records that hold, without the first, which counts them.
    public let records: Int
    /// The hash of the last one that holds.
    public let head: String
    /// The first thing that does not; `nil` when all does.
    public let failure: Failure?

    /// Where a trail is broken, and how.
    public struct Failure: Sendable, Hashable {
        /// The line, counted from 1.
        public let line: Int
        /// What is wrong.
        public let problem: Problem
    }

    /// What can be wrong with a trail.
    public enum Problem: Sendable, Hashable {
        /// The line breaks the chain.
        case chain(HashChainError)
        /// The text does not begin as a trail does.
        case notATrail
        /// The first record counts more records than there are, or fewer.
        case otherCount(expected: Int)
        /// The last hash is not the one that was expected.
        case otherHead
    }

    /// Verifies a trail. Complexity: O(bytes).
    ///
    /// - Parameters:
    ///   - text: the trail, JSON lines or CSV.
    ///   - expected: the hash of the last record, where it is known; not compared when `nil`.
    public init(_ text: SourceText, expecting expected: String? = nil) {
        var check = AuditCheck()
        failure = text.withUnsafeBytes { check.failure($0, expecting: expected) }
        records = check.records
        head = check.chain.head
    }
}

extension AuditVerification.Failure: CustomStringConvertible {
    /// `line N: problem`, or `at the end: problem` where what is missing or wrong is no line.
    public var description: String {
        let text =
            switch problem {
            case .chain(.malformed): "it does not end in the hashes of a trail"
            case .chain(.otherPrevious): "lines before it are missing, or in another order"
            case .chain(.otherContent): "it was changed"
            case .notATrail: "the text does not begin as an audit trail"
            case .otherCount(let expected):
                "the trail had \(expected) records; some at its end are missing, or were added"
            case .otherHead: "the last hash is not the expected one: the trail was made anew"
            }
        return isAtEnd ? "at the end: \(text)" : "line \(line): \(text)"
    }
}

extension AuditVerification.Failure {
    private var isAtEnd: Bool {
        switch problem {
        case .otherCount, .otherHead: true
        case .chain, .notATrail: false
        }
    }
}

private struct AuditCheck {
    var chain = HashChain()
    var records = 0
    private var expectedRecords: Int?
    private var line = 0

    init() {}

    mutating func failure(
        _ bytes: UnsafeRawBufferPointer, expecting expected: String?
    ) -> AuditVerification.Failure? {
        let isJSON = bytes.first == UInt8(ascii: "{")
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            var text = rest[rest.startIndex..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            line += 1
            // A line without its end was not written to it.
            let isEnded = end != nil && (isJSON || text.last == UInt8(ascii: "\r"))
            if !isJSON { text = text.dropLast() }
            if let problem = problem(Array(text), isJSON: isJSON, isEnded: isEnded) { return failed(problem) }
        }
        line += 1
        guard let expectedRecords else { return failed(.notATrail) }
        if records != expectedRecords { return failed(.otherCount(expected: expectedRecords)) }
        if let expected, expected != chain.head { return failed(.otherHead) }
        return nil
    }

    private func failed(_ problem: AuditVerification.Problem) -> AuditVerification.Failure {
        AuditVerification.Failure(line: line, problem: problem)
    }

    private mutating func problem(
        _ text: [UInt8], isJSON: Bool, isEnded: Bool
    ) -> AuditVerification.Problem? {
        guard isEnded else { return .chain(.malformed) }
        if !isJSON, line == 1 {
            guard text.elementsEqual(AuditCSV.heading.utf8) else { return .notATrail }
            chain.append(text)
            return nil
        }
        do throws(HashChainError) {
            try chain.add(line: text, form: isJSON ? .json : .csv)
        } catch {
            return .chain(error)
        }
        guard expectedRecords == nil else {
            records += 1
            return nil
        }
        expectedRecords = Self.count(text, isJSON: isJSON)
        return expectedRecords == nil ? .notATrail : nil
    }

    /// What the first record counts; its kind and count stand first in either form.
    private static func count(_ text: [UInt8], isJSON: Bool) -> Int? {
        let start = Array((isJSON ? "{\"kind\":\"trail\",\"records\":" : "trail,").utf8)
        guard text.starts(with: start) else { return nil }
        let digits = text.dropFirst(start.count).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
