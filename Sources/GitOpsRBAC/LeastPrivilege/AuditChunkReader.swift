import GitOpsManifest

/// Reads the events of one piece of a log.
struct AuditChunkReader: Sendable {
    private let chunk: LineChunks.Chunk
    private let options: AuditLogOptions
    private let wanted: Set<NameID>?
    private let namespaces: Set<NameID>?
    private(set) var tally: AuditTally
    private(set) var counts = AuditLog.Counts()
    private(set) var problems: [AuditProblem] = []
    /// Where the text stands that holds the event as JSON in a string.
    private var enclosing: SourcePosition?

    init(chunk: LineChunks.Chunk, options: AuditLogOptions) {
        self.chunk = chunk
        self.options = options
        var tally = AuditTally()
        wanted = options.subjects.map { subjects in Set(subjects.map { tally.names.intern($0.username) }) }
        namespaces = options.namespaces.map { names in Set(names.map { tally.names.intern($0) }) }
        self.tally = tally
    }

    mutating func read() {
        var limits = options.limits
        limits.documents = .max
        // How large values may be was seen to when the file was cut to pieces.
        limits.bytes = .max
        let documents = DocumentReader(options: ReadingOptions(limits: limits)).read(chunk.source, grammar: .json)
        for result in documents {
            switch result {
            case .success(let document): readObject(document.root)
            case .failure(let error):
                report(.unreadable(error.problem), at: error.position)
                reportLines(behind: error)
            }
        }
    }

    /// Tells of the lines behind a malformed one that are left out with it: values begin again at a line with `{` or
    /// `[`. What is indented, or closes something, still belongs to the value that could not be read.
    private mutating func reportLines(behind error: DocumentError) {
        guard let position = error.position else { return }
        let skipped = chunk.source.withUnsafeBytes { bytes -> [SourcePosition] in
            var found: [SourcePosition] = []
            var offset = min(max(0, position.byteOffset), bytes.count)
            let isAtOpening = offset < bytes.count && Self.openings.contains(bytes[offset])
            // Reading goes on at the malformed line itself where the value before it was left open.
            if position.column == 1, isAtOpening { return found }
            var line = position.line
            while let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) {
                offset = end + 1
                line += 1
                guard offset < bytes.count, !Self.openings.contains(bytes[offset]) else { break }
                if Self.continuations.contains(bytes[offset]) { continue }
                found.append(SourcePosition(line: line, column: 1, byteOffset: offset))
            }
            return found
        }
        for position in skipped {
            report(.unreadable(.syntax(.json, "a line with { or [ was expected")), at: position)
        }
    }

    private static let openings = Array("{[".utf8)
    private static let continuations = Array(" \t\r\n}]".utf8)

    /// An event, or a list of them.
    private mutating func readObject(_ node: Node) {
        if node.kind == .array {
            if node.elements.isEmpty { report(.notAnEvent(kind: "an empty list"), at: node.position) }
            for element in node.elements { readObject(element) }
            return
        }
        switch node["kind"]?.string {
        case "Event" where AuditEvent(node).isOfOtherAPI, "EventList" where AuditEvent(node).isOfOtherAPI:
            // The cluster's own events have the same kind, and are what is at hand more often than audit logs.
            let version = node["apiVersion"]?.string ?? ""
            report(.notAnEvent(kind: "\(node["kind"]?.string ?? "") of \(version)"), at: node.position)
        case "Event" where AuditEvent(node).isOfUnknownVersion,
            "EventList" where AuditEvent(node).isOfUnknownVersion:
            report(.unknownVersion(node["apiVersion"]?.string ?? ""), at: node.position)
        case "Event": readEvent(node)
        case "EventList", "List":
            // A list of none is written as `null` as well.
            if node["items"]?.kind != .array, node["items"]?.kind != .null {
                report(.notAnEvent(kind: "a list without items"), at: node.position)
            }
            for element in node["items"]?.elements.map({ $0 }) ?? [] {
                // Items of a typed list may leave their kind out.
                if element["kind"] == nil, element["verb"] != nil { readEvent(element) } else { readObject(element) }
            }
        case nil where node["events"]?.kind == .array: readMessages(node)
        case let kind: report(.notAnEvent(kind: kind), at: node.position)
        }
    }

    /// Events as texts in messages, as `aws logs filter-log-events` prints those of EKS.
    private mutating func readMessages(_ node: Node) {
        for entry in node["events"]?.elements.map({ $0 }) ?? [] {
            guard let message = entry["message"], let text = message.string, enclosing == nil else {
                report(.notAnEvent(kind: nil), at: entry.position)
                continue
            }
            enclosing = message.position
            do throws(DocumentError) {
                let options = ReadingOptions(limits: options.limits)
                readObject(try Document(json: text, name: chunk.source.name, options: options).root)
            } catch {
                report(.unreadable(error.problem), at: nil)
            }
            enclosing = nil
        }
    }

    private mutating func readEvent(_ node: Node) {
        counts.events += 1
        let event = AuditEvent(node)
        guard event.isAnswered else {
            counts.otherStages += 1
            return
        }
        if !event.isAllowed {
            counts.refused += 1
            guard options.includesRefused else { return }
        }
        do throws(AuditEvent.Unusable) {
            let impersonator = try event.impersonator(&tally.names)
            let user = try event.user(&tally.names)
            let requests = try event.requests(of: user, &tally.names)
            if options.includesImpersonation, let impersonator, isWanted(impersonator), namespaces == nil {
                for key in event.impersonations(by: impersonator, for: requests, &tally.names) { add(key, node) }
                add(groups: event.groupsOfImpersonator, of: impersonator)
            }
            guard isWanted(user) else {
                counts.filtered += 1
                return
            }
            let kept = requests.filter { namespaces?.contains($0.namespace) ?? true }
            guard !kept.isEmpty else {
                counts.filtered += 1
                return
            }
            for key in kept { add(key, node) }
            add(groups: event.groups, of: user)
            counts.counted += 1
        } catch {
            report(error.reason, at: node.position)
        }
    }

    private func isWanted(_ user: NameID) -> Bool { wanted?.contains(user) ?? true }

    private mutating func add(_ key: AuditTally.Key, _ node: Node) {
        // The column is counted for new requests alone.
        if !tally.countAgain(key) { tally.insert(key, first: place(enclosing ?? node.position)) }
    }

    private mutating func add(groups: Node?, of user: NameID) {
        guard let groups else { return }
        let storage = groups.storage
        for child in groups.record.children where storage.record(child).kind == .string {
            let group = tally.names.intern(storage.bytes(storage.record(child)))
            tally.add(group: group, of: user)
        }
    }

    private mutating func report(_ reason: AuditProblem.Reason, at position: SourcePosition?) {
        counts.problems += 1
        if problems.count < options.problems {
            problems.append(AuditProblem(reason: reason, place: place(enclosing ?? position)))
        }
    }

    /// A place of the piece as one of the file.
    private func place(_ position: SourcePosition?) -> AuditPlace {
        let moved = position.map {
            SourcePosition(
                line: $0.line + chunk.lines, column: $0.column, byteOffset: $0.byteOffset + chunk.bytes)
        }
        return AuditPlace(source: chunk.source.name, position: moved)
    }
}
