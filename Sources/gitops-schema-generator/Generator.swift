import ArgumentParser
import Foundation
import GitOpsManifest
import GitOpsSchema

/// Packs an OpenAPI v2 document and the facts files into the tables of `CGitOpsSchema`.
@main
struct Generator: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gitops-schema-generator",
        abstract: "Packs what the Kubernetes API says about kinds into constant C tables.",
        discussion: """
            swift run gitops-schema-generator swagger.json Sources/gitops-schema-generator/Facts \\
                --output Sources/CGitOpsSchema/kubernetes_1_36.c
            """)

    @Argument(help: "An OpenAPI v2 document.")
    var openAPI: String

    @Argument(help: "The folder of the facts files (*.facts).")
    var facts: String

    @Option(help: "The C file to write.")
    var output: String

    @Option(help: "The version of Kubernetes the document describes.")
    var kubernetes = "1.36"

    @Option(help: "The name of the tables in C.")
    var symbol = "gitops_schema_kubernetes_1_36"

    func run() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: openAPI))
        let document = try Document(json: SourceText(bytes, name: openAPI))
        var api = try OpenAPI(document)
        var files = FactsFiles()
        for name in try FileManager.default.contentsOfDirectory(atPath: facts).sorted() where name.hasSuffix(".facts") {
            let text = try String(contentsOf: URL(fileURLWithPath: facts).appendingPathComponent(name), encoding: .utf8)
            try files.read(text, name: name)
        }
        try files.pack(into: &api)
        let untyped = try api.builder.untyped(.preservesUnknownFields)
        let source = CSource(
            builder: api.builder, symbol: symbol, origin: "the OpenAPI v2 document of Kubernetes \(kubernetes)",
            untyped: untyped)
        try source.text.write(toFile: output, atomically: true, encoding: .utf8)
        print(
            "\(api.builder.types.count) types, \(api.builder.fields.count) fields, \(api.builder.resources.count) kinds,",
            "\(api.builder.rules.count) rules, \(source.byteCount) bytes")
    }
}
