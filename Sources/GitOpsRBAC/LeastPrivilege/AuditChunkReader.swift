import GitOpsManifest

/// Reads the events of one piece of a log.
struct AuditChunkReader: Sendable {
    private let chunk: LineChunks.Chunk
    private let options: AuditLog.Options
    private let wanted: Set<NameID>?
    private let namespaces: Set<NameID>?
    private(set) var tally: AuditTally
    private(set) var counts = AuditLog.Counts()
    private(set) var problems: [AuditProblem] = []
    /// Where the text stands that holds the event as JSON in a string.
    private var enclosing: SourcePosition?

    init(chunk: LineChunks.Chunk, options: AuditLog.Options) {
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
            case .failure(let error): report(.unreadable(error.problem), at: error.position)
            }
        }
    }

    /// An event, or a list of them.
    private mutating func readObject(_ node: Node) {
        if node.kind == .array {
            for element in node.elements { readObject(element) }
            return
        }
        switch node["kind"]?.string {
        case "Event" where AuditEvent(node).isOfOtherAPI, "EventList" where AuditEvent(node).isOfOtherAPI:
            // The cluster's own events have the same kind, and are what is at hand more often than audit logs.
            let version = node["apiVersion"]?.string ?? ""
            report(.notAnEvent(kind: "\(node["kind"]?.string ?? "") of \(version)"), at: node.position)
        case "Event": readEvent(node)
        case "EventList", "List":
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
