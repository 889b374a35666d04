import CGitOpsSchema
import GitOpsManifest
import GitOpsSchema

/// The facts that OpenAPI does not tell, one a line; the grammar is at the top of `Facts/defaults.facts`.
struct FactsFiles {
    private struct Fact {
        var place: String
        var words: Words
        var verb: String
    }

    private var facts: [Fact] = []

    mutating func read(_ text: String, name: String) throws {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let place = "\(name):\(index + 1)"
            var words = try Words(String(line), place: place)
            guard let verb = words.next() else { continue }
            facts.append(Fact(place: place, words: words, verb: verb))
        }
    }

    /// Facts about the same type stand together in the tables, in the order of the files.
    func pack(into api: inout OpenAPI) throws {
        var order: [UInt16] = []
        var byType: [UInt16: [gitops_schema_rule]] = [:]
        // Every kind resets its status on create and on update of the main resource (pkg/registry/**/strategy.go).
        for name in api.kindsWithStatus {
            guard let type = api.objects[name], let field = api.fields[name]?["status"] else { continue }
            order.append(type)
            byType[type] = [
                gitops_schema_rule(
                    field: field, operation: RuleOperation.status.rawValue, condition_count: 0, value: 0,
                    first_condition: 0)
            ]
            api.builder.mark(field: field, .ruled)
        }
        for fact in facts {
            var words = fact.words
            if fact.verb == "version" {
                try Self.deprecation(&words, into: &api, place: fact.place)
                continue
            }
            if fact.verb == "keeps" || fact.verb == "writes" {
                try Self.shape(&words, fact.verb == "keeps" ? .keepsZero : .writesZero, into: &api, place: fact.place)
                continue
            }
            if fact.verb == "immutable" || fact.verb == "mutable" {
                for (type, rule) in try Self.updates(&words, fact.verb, into: &api, place: fact.place) {
                    if byType[type] == nil { order.append(type) }
                    byType[type, default: []].append(rule)
                }
                continue
            }
            guard let definition = words.next(), let field = words.next() else {
                throw GeneratorError("\(fact.place): a type and a field are expected after \(fact.verb)")
            }
            for (type, index) in try api.locate(definition, field, place: fact.place) {
                var words = words
                guard let rule = try Self.rule(fact.verb, index, &words, into: &api, place: fact.place) else {
                    continue
                }
                if byType[type] == nil { order.append(type) }
                byType[type, default: []].append(rule)
            }
        }
        for type in order {
            api.builder.setFirstRule(try SchemaTableBuilder.index(api.builder.rules.count), of: type)
            api.builder.rules += byType[type] ?? []
        }
    }

    /// `keeps TYPE FIELD…`, `writes TYPE FIELD…`
    private static func shape(
        _ words: inout Words, _ flag: FieldFlags, into api: inout OpenAPI, place: String
    ) throws {
        let definition = words.next() ?? ""
        while let name = words.next() {
            for (_, field) in try api.locate(definition, name, place: place) { api.builder.mark(field: field, flag) }
        }
    }

    private static func rule(
        _ verb: String, _ field: UInt16, _ words: inout Words, into api: inout OpenAPI, place: String
    ) throws -> gitops_schema_rule? {
        var rule = gitops_schema_rule(field: field, operation: 0, condition_count: 0, value: 0, first_condition: 0)
        var operation: RuleOperation
        switch verb {
        case "secret":
            api.builder.mark(field: field, .secret)
            return nil
        case "default", "keyDefault":
            operation = verb == "default" ? .defaultLiteral : .keyDefault
            switch words.peek {
            case "copy": operation = .defaultCopy
            case "merge": operation = .defaultMerge
            case "pullPolicy": operation = .defaultPullPolicy
            default: break
            }
            if operation == .defaultLiteral || operation == .keyDefault {
                rule.value = try words.literal(into: &api.builder)
            } else {
                _ = words.next()
                rule.value = try words.path(into: &api.builder)
            }
        case "fold":
            operation = .foldBase64
            guard words.next() == "into", let target = words.next(), words.next() == "base64" else {
                throw GeneratorError("\(place): 'into FIELD base64' is expected")
            }
            rule.value = try api.builder.path([api.builder.name(target)])
        case "droppedEntry":
            operation = .droppedEntry
            rule.value = try words.literal(into: &api.builder)
        case "allocatedEntry":
            operation = .allocatedEntry
            rule.value = try words.literal(into: &api.builder)
        case "allocatedItem": operation = .allocatedItem
        case "touchesAnnotation":
            operation = .touchesAnnotation
            rule.value = try words.literal(into: &api.builder)
        case "mirror":
            operation = .mirror
            rule.value = try words.path(into: &api.builder)
        case "clear": operation = .clear
        case "allocated": operation = .allocated
        case "status": operation = .status
        case "dropped": operation = .dropped
        case "emptyDropped": operation = .emptyDropped
        case "emptyKept": operation = .emptyKept
        default: throw GeneratorError("\(place): no fact begins with '\(verb)'")
        }
        rule.operation = operation.rawValue
        if words.peek == "zero" {
            _ = words.next()
            rule.operation |= RuleRef.replacesZero
        }
        rule.first_condition = try SchemaTableBuilder.index(api.builder.conditions.count)
        while let condition = try words.condition(into: &api.builder) {
            try api.builder.append(condition)
            rule.condition_count += 1
        }
        api.builder.mark(field: field, operation == .keyDefault ? .keyDefault : .ruled)
        return rule
    }

    /// `immutable TYPE FIELD… by FUNCTION [conditions]`, `mutable TYPE FIELD… [conditions]`
    private static func updates(
        _ words: inout Words, _ verb: String, into api: inout OpenAPI, place: String
    ) throws -> [(type: UInt16, rule: gitops_schema_rule)] {
        let definition = words.next() ?? ""
        var fields: [(type: UInt16, field: UInt16)] = []
        while let word = words.peek, !["by", "if", "unless"].contains(word) {
            fields += try api.locate(definition, words.next() ?? "", place: place)
        }
        let operation: RuleOperation = verb == "immutable" ? .immutable : .mutable
        var rule = gitops_schema_rule(
            field: 0, operation: operation.rawValue, condition_count: 0, value: 0, first_condition: 0)
        if operation == .immutable {
            guard words.next() == "by", let function = words.next() else {
                throw GeneratorError("\(place): 'by' and the function that refuses the update are expected")
            }
            rule.value = try api.builder.text(function)
        }
        rule.first_condition = try SchemaTableBuilder.index(api.builder.conditions.count)
        while let condition = try words.condition(into: &api.builder) {
            try api.builder.append(condition)
            rule.condition_count += 1
        }
        return fields.map { type, field in
            api.builder.mark(field: field, .updateRuled)
            rule.field = field
            return (type, rule)
        }
    }

    /// `version GROUP/VERSION KIND [introduced 1.X] [deprecated 1.X] [removed 1.Y] [use GROUP/VERSION [KIND]]`
    private static func deprecation(_ words: inout Words, into api: inout OpenAPI, place: String) throws {
        func split(_ apiVersion: String) -> (group: String, version: String) {
            let parts = apiVersion.split(separator: "/")
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : ("", apiVersion)
        }
        func minor(_ text: String?) throws -> UInt8 {
            guard let text, text.hasPrefix("1."), let minor = UInt8(text.dropFirst(2)) else {
                throw GeneratorError("\(place): a version of Kubernetes such as 1.25 is expected")
            }
            return minor
        }
        guard let old = words.next(), let kind = words.next() else {
            throw GeneratorError("\(place): an API version and a kind are expected")
        }
        var record = gitops_schema_deprecation(
            group: try api.builder.text(split(old).group), version: try api.builder.text(split(old).version),
            kind: try api.builder.text(kind), new_group: try api.builder.text(""),
            new_version: try api.builder.text(""), new_kind: try api.builder.text(""), introduced: 0, deprecated: 0,
            removed: 0, reserved: 0)
        while let word = words.next() {
            switch word {
            case "introduced": record.introduced = try minor(words.next())
            case "deprecated": record.deprecated = try minor(words.next())
            case "removed": record.removed = try minor(words.next())
            case "use":
                let new = split(words.next() ?? "")
                (record.new_group, record.new_version) = (
                    try api.builder.text(new.group), try api.builder.text(new.version)
                )
                if let other = words.next() { record.new_kind = try api.builder.text(other) }
            default:
                throw GeneratorError(
                    "\(place): 'introduced', 'deprecated', 'removed' or 'use' is expected, not '\(word)'")
            }
        }
        api.builder.deprecations.append(record)
    }
}

extension OpenAPI {
    /// The type and the field that a fact names; a version `*` stands for all versions of the group.
    func locate(_ definition: String, _ field: String, place: String) throws -> [(type: UInt16, field: UInt16)] {
        let prefixes = [
            "io.k8s.api.", "io.k8s.apimachinery.pkg.apis.", "io.k8s.apimachinery.pkg.",
            "io.k8s.kube-aggregator.pkg.apis.", "io.k8s.apiextensions-apiserver.pkg.apis.",
        ]
        for prefix in prefixes {
            guard let type = objects[prefix + definition] else { continue }
            guard let index = fields[prefix + definition]?[field] else {
                throw GeneratorError("\(place): \(definition) has no field \(field)")
            }
            return [(type, index)]
        }
        throw GeneratorError("\(place): there is no definition \(definition)")
    }
}
