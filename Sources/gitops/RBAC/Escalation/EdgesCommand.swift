import ArgumentParser
import GitOpsRBAC
import GitOpsReport

/// `gitops rbac edges`: what the analysis of escalations knows.
struct EdgesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edges",
        abstract: "List the table of escalations that paths are made of, with preconditions, gains and sources.")

    @Option(help: "How to print the table.")
    var output = TableRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    func run() throws {
        let table = Table(
            columns: [
                .init("id", title: "Id"), .init("title", title: "Who"), .init("preconditions", title: "Needs"),
                .init("gains", title: "Gains"), .init("source", title: "Source"),
            ],
            rows: EscalationEdge.all.map {
                [.text($0.id), .text($0.title), .list($0.preconditions), .text($0.gains), .text($0.source)]
            })
        Terminal.write(table, as: output, color: color)
    }
}
