import Foundation
import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("What audit logs tell")
struct AuditLogTests {
    private func read(_ lines: [String], options: AuditLogOptions = AuditLogOptions()) -> AuditLog {
        var log = AuditLog(options: options)
        log.read(SourceText(lines.joined(separator: "\n") + "\n", name: "audit.log"))
        return log
    }

    private func uses(_ lines: String...) -> [String] { read(lines).uses.map(\.description) }

    static func event(
        _ verb: String, _ reference: String?, uri: String = "/", user: String = "ann", code: Int = 200,
        stage: String = "ResponseComplete", more: String = ""
    ) -> String {
        let object = reference.map { "\"objectRef\":{\($0)}," } ?? ""
        return """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"\(stage)","requestURI":"\(uri)","verb":"\(verb)",\
            "user":{"username":"\(user)","groups":["ops","system:authenticated"]},\(object)\
            "responseStatus":{"code":\(code)}\(more)}
            """
    }

    private static let pods = "\"resource\":\"pods\",\"namespace\":\"shop\",\"apiVersion\":\"v1\""

    @Test("requests that are equal are one use, with their number and the first place")
    func counting() throws {
        let log = read([
            Self.event("list", Self.pods), Self.event("get", "\(Self.pods),\"name\":\"web\""),
            Self.event("list", Self.pods),
        ])
        #expect(
            log.uses.map(\.description) == ["User ann: get pods [web] in shop (1)", "User ann: list pods in shop (2)"])
        #expect(log.uses.map(\.first.description) == ["audit.log:2:1", "audit.log:1:1"])
        #expect(log.groups(of: .user("ann")) == ["ops", "system:authenticated"])
        #expect(log.counts.events == 3 && log.counts.counted == 3 && log.isComplete)
    }

    @Test("what the authorizer refused does not count, what was refused later does")
    func refused() {
        let forbidden = Self.event("list", Self.pods, code: 403)
        let unauthenticated = Self.event("list", Self.pods, code: 401)
        let byAnnotation = Self.event(
            "list", Self.pods, more: ",\"annotations\":{\"authorization.k8s.io/decision\":\"forbid\"}")
        let received = Self.event("list", Self.pods, stage: "RequestReceived")
        let log = read([forbidden, unauthenticated, byAnnotation, received])
        #expect(log.uses.isEmpty)
        #expect(log.counts.refused == 3 && log.counts.otherStages == 1)
        let byAdmission = Self.event(
            "create", Self.pods, code: 403, more: ",\"annotations\":{\"authorization.k8s.io/decision\":\"allow\"}")
        #expect(uses(byAdmission) == ["User ann: create pods in shop (1)"])
        #expect(uses(Self.event("watch", Self.pods, stage: "ResponseStarted")) == ["User ann: watch pods in shop (1)"])
    }

    @Test("a create has no name, unless its URL has one")
    func create() {
        #expect(
            uses(Self.event("create", "\(Self.pods),\"name\":\"web\"", code: 201)) == [
                "User ann: create pods in shop (1)"
            ])
        #expect(
            uses(Self.event("create", "\(Self.pods),\"name\":\"web\",\"subresource\":\"exec\"", code: 101))
                == ["User ann: create pods/exec [web] in shop (1)"])
        #expect(
            uses(Self.event("patch", "\(Self.pods),\"name\":\"web\"", code: 201)) == [
                "User ann: create pods [web] in shop (1)", "User ann: patch pods [web] in shop (1)",
            ])
        #expect(
            uses(Self.event("patch", "\(Self.pods),\"name\":\"web\"", code: 200))
                == ["User ann: patch pods [web] in shop (1)"])
    }

    @Test("groups, service accounts, paths and resources of the cluster")
    func kinds() {
        #expect(
            uses(Self.event("get", nil, uri: "/api/v1%2Fx?timeout=3s", user: "system:serviceaccount:shop:web"))
                == ["ServiceAccount shop/web: get /api/v1/x (1)"])
        #expect(
            uses(Self.event("list", "\"resource\":\"jobs\",\"apiGroup\":\"batch\",\"namespace\":\"shop\""))
                == ["User ann: list jobs.batch in shop (1)"])
        #expect(
            uses(Self.event("list", "\"resource\":\"jobs\",\"apiVersion\":\"batch/v1\""))
                == ["User ann: list jobs.batch cluster-wide (1)"])
        #expect(
            uses(Self.event("get", "\"resource\":\"nodes\",\"name\":\"n1\"")) == [
                "User ann: get nodes [n1] cluster-wide (1)"
            ])
    }

    @Test("the impersonated user did it, and the other was allowed to act for it")
    func impersonation() {
        let event = Self.event(
            "list", Self.pods,
            more: """
                ,"impersonatedUser":{"username":"bob","uid":"7","groups":["dev","system:authenticated"],\
                "extra":{"scopes":["all"]}}
                """)
        #expect(
            uses(event) == [
                "User ann: impersonate groups [dev] cluster-wide (1)",
                "User ann: impersonate users [bob] cluster-wide (1)",
                "User ann: impersonate uids.authentication.k8s.io [7] cluster-wide (1)",
                "User ann: impersonate userextras/scopes.authentication.k8s.io [all] cluster-wide (1)",
                "User bob: list pods in shop (1)",
            ])
        var options = AuditLogOptions()
        options.includesImpersonation = false
        #expect(read([event], options: options).subjects == [.user("bob")])
        let account = Self.event(
            "list", Self.pods, more: ",\"impersonatedUser\":{\"username\":\"system:serviceaccount:shop:web\"}")
        #expect(uses(account).contains("User ann: impersonate serviceaccounts [web] in shop (1)"))
    }

    @Test("constrained impersonation asks for two verbs of its own")
    func constrained() {
        let event = Self.event(
            "list", Self.pods,
            more: """
                ,"impersonatedUser":{"username":"bob"},\
                "authenticationMetadata":{"impersonationConstraint":"impersonate:user-info"}
                """)
        #expect(
            uses(event) == [
                "User ann: impersonate:user-info users.authentication.k8s.io [bob] cluster-wide (1)",
                "User ann: impersonate-on:user-info:list pods in shop (1)", "User bob: list pods in shop (1)",
            ])
    }

    @Test("malformed lines are problems with their place, and reading goes on")
    func malformed() {
        let log = read([
            Self.event("list", Self.pods), "{\"kind\":\"Event\",", "not json", "{\"kind\":\"Pod\"}",
            "{\"kind\":\"Event\",\"verb\":\"get\"}", Self.event("watch", Self.pods),
        ])
        #expect(log.uses.count == 2)
        let places = log.problems.map { "\($0.place.position?.line ?? 0)" }
        #expect(places == ["3", "4", "5"] || places == ["2", "4", "5"], "\(log.problems)")
        #expect(log.problems.last?.reason == .missing(field: "user.username"))
        #expect(!log.isComplete && log.counts.problems == 3)
        for problem in log.problems { #expect(problem.description.hasPrefix("audit.log:")) }
    }

    @Test("every malformed line is a problem of its own")
    func malformedInARow() {
        let log = read([
            "{bad", "not json", "also not", Self.event("list", Self.pods), "[]", "\"str\"", "42", "null", "", "rest",
            "{\"kind\":", "  \"Event\",", "  x", "}", "last",
        ])
        #expect(log.uses.count == 1)
        let lines = log.problems.map { $0.place.position?.line ?? 0 }
        #expect(lines == [1, 2, 3, 5, 6, 7, 8, 10, 13, 15], "\(log.problems)")
        #expect(log.counts.problems == 10)
        #expect(log.problems[3].description.hasPrefix("audit.log:5:1: an empty list is no audit event"))
        // Reading goes on in a line that ends a value which was left open.
        let open = read(["{\"kind\":\"Event\",", Self.event("list", Self.pods), "x"])
        #expect(open.uses.count == 1 && open.problems.map { $0.place.position?.line } == [2, 3])
    }

    @Test("a list without items is a problem, one of none is not")
    func listWithoutItems() {
        func problems(_ rest: String) -> Int {
            read(["{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/v1\"\(rest)}"]).problems.count
        }
        #expect(problems("") == 1 && problems(",\"items\":{}") == 1)
        #expect(problems(",\"items\":[]") == 0 && problems(",\"items\":null") == 0)
    }

    @Test(
        "versions that audit events have had are read, and others are a problem",
        arguments: [("v1", true), ("v1beta1", true), ("v1alpha1", true), ("v1beta9", false), ("v2", false)])
    func versions(version: String, isKnown: Bool) {
        let event = Self.event("list", Self.pods).split(separator: "audit.k8s.io/v1")
            .joined(separator: "audit.k8s.io/\(version)")
        let log = read([event, "{\"kind\":\"EventList\",\"apiVersion\":\"audit.k8s.io/\(version)\",\"items\":[]}"])
        #expect(log.uses.count == (isKnown ? 1 : 0))
        let expected = AuditProblem.Reason.unknownVersion("audit.k8s.io/\(version)")
        #expect(log.problems.map(\.reason) == (isKnown ? [] : [expected, expected]))
    }

    @Test(
        "a part of a request that has another type is no request without it",
        arguments: [
            (#""resource":"pods","namespace":5,"name":"a""#, "objectRef.namespace"),
            (#""resource":"pods","namespace":"shop","name":["a"]"#, "objectRef.name"),
            (#""resource":"pods","namespace":"shop","subresource":{}"#, "objectRef.subresource"),
            (#""resource":"pods","namespace":"shop","apiGroup":true"#, "objectRef.apiGroup"),
        ])
    func otherTypes(reference: String, field: String) {
        let log = read([Self.event("get", reference)])
        #expect(log.uses.isEmpty && log.problems.map(\.reason) == [.notAString(field: field)])
    }

    @Test("what was done for somebody who cannot be read is not taken for the impersonator's own")
    func unreadableImpersonation() {
        let log = read([Self.event("get", Self.pods, more: #","impersonatedUser":"bob""#)])
        #expect(log.uses.isEmpty)
        #expect(log.problems.map(\.reason) == [.missing(field: "impersonatedUser.username")])
        #expect(read([Self.event("get", Self.pods, more: #","impersonatedUser":null"#)]).problems.isEmpty)
    }

    @Test("lists of events, and events on many lines")
    func lists() {
        let list =
            "{\"kind\":\"EventList\",\"items\":[\(Self.event("list", Self.pods)),{\"verb\":\"get\",\"user\":{\"username\":\"ann\"},\"requestURI\":\"/x\"}]}"
        #expect(uses(list) == ["User ann: get /x (1)", "User ann: list pods in shop (1)"])
        let spread = Self.event("list", Self.pods).replacingCommas()
        #expect(uses(spread, spread) == ["User ann: list pods in shop (2)"])
    }

    @Test("events that are texts in messages have the place of the text")
    func messages() {
        func quoted(_ text: String) -> String {
            "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
        }
        let good = quoted(Self.event("list", Self.pods))
        let log = read(["{\"events\":[", "{\"message\":\(good)},", "{\"message\":\"{\"},{\"text\":1}]}"])
        #expect(log.uses.map(\.first.description) == ["audit.log:2:12"])
        #expect(log.problems.map(\.place.description) == ["audit.log:3:12", "audit.log:3:17"])
    }

    @Test("events of the cluster are told from audit events, and what is done to them has the group of the request")
    func eventsOfCluster() {
        let log = read([
            "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"involvedObject\":{\"kind\":\"Pod\"}}",
            "{\"kind\":\"Event\",\"apiVersion\":\"events.k8s.io/v1\",\"regarding\":{\"kind\":\"Pod\"}}",
            "{\"kind\":\"EventList\",\"apiVersion\":\"v1\",\"items\":[{\"type\":\"Normal\"},{\"type\":\"Normal\"}]}",
            "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[\(Self.event("list", Self.pods))]}",
            Self.event("create", #""resource":"events","namespace":"shop""#),
            Self.event("create", #""resource":"events","namespace":"shop","apiGroup":"events.k8s.io""#),
        ])
        let kinds = ["Event of v1", "Event of events.k8s.io/v1", "EventList of v1"]
        #expect(log.problems.map(\.reason) == kinds.map { .notAnEvent(kind: $0) })
        #expect(log.counts.events == 3 && log.counts.problems == 3)
        #expect(
            log.problems.first?.description
                == "audit.log:1:1: Event of v1 is no audit event; give Event or EventList of audit.k8s.io")
        #expect(
            log.uses.map(\.description).sorted() == [
                "User ann: create events in shop (1)", "User ann: create events.events.k8s.io in shop (1)",
                "User ann: list pods in shop (1)",
            ])
    }

    @Test("only those are read who were asked for")
    func filters() {
        let lines = [Self.event("list", Self.pods), Self.event("list", Self.pods, user: "bob")]
        let bob = read(lines, options: AuditLogOptions(subjects: [.user("bob")]))
        #expect(bob.subjects == [.user("bob")] && bob.counts.filtered == 1)
        #expect(read(lines, options: AuditLogOptions(namespaces: ["other"])).uses.isEmpty)
    }

    @Test("more different requests than the limit are a problem")
    func limit() {
        let lines = (0..<10).map { Self.event("get", "\(Self.pods),\"name\":\"web-\($0)\"") }
        let log = read(lines, options: AuditLogOptions(uses: 4))
        #expect(log.uses.map(\.first.position?.line) == [1, 2, 3, 4])
        #expect(log.problems.map(\.reason) == [.tooManyUses(maximum: 4)])
        #expect(log.problems.first?.place.position?.line == 5)
    }

    @Test("a value of a file that is larger than the limit is a problem with its place, and the rest is read")
    func largeValue() throws {
        let path = NSTemporaryDirectory() + "gitops-audit-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let events = ["get", "list", "watch"].map { Self.event($0, Self.pods) }
        let large = "{\"kind\":\"Event\",\"text\":\"\(String(repeating: "x", count: 200_000))\n\n\"}"
        let text = [events[0], large, events[1], large, events[2], large].joined(separator: "\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        var options = AuditLogOptions(pieceBytes: 1_000)
        options.limits.bytes = 50_000
        var log = AuditLog(options: options)
        try log.read(contentsOf: path)
        #expect(
            log.uses.map { "\($0.attributes)" }.sorted() == [
                "get pods in shop", "list pods in shop", "watch pods in shop",
            ])
        #expect(
            log.problems.map(\.reason)
                == Array(repeating: .unreadable(.limitExceeded(.bytes, maximum: 50_000)), count: 3))
        #expect(log.problems.map { $0.place.position?.line } == [2, 6, 10])
        #expect(!log.isComplete)
    }

    @Test("a value of exactly the limit is read")
    func valueOfLimit() throws {
        let path = NSTemporaryDirectory() + "gitops-audit-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let event = Self.event("get", Self.pods)
        try Data(event.utf8).write(to: URL(fileURLWithPath: path))
        for (limit, isRead) in [(event.utf8.count, true), (event.utf8.count - 1, false)] {
            var options = AuditLogOptions()
            options.limits.bytes = limit
            var log = AuditLog(options: options)
            try log.read(contentsOf: path)
            #expect(log.isComplete == isRead)
            #expect(log.counts.counted == (isRead ? 1 : 0))
        }
    }
}

extension String {
    /// With a line break behind each comma.
    fileprivate func replacingCommas() -> String { split(separator: ",").joined(separator: ",\n  ") }
}
