import ArgumentParser
import GitOpsReport

/// Which places of a resource are meant, how the list is printed, and how the history is read.
struct HistoryListArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The namespace, as it is written.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("Only as it stands in this file.", valueName: "path"))
    var file: String?

    @Option(help: "How to print the list.")
    var output = TableRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var history: HistoryArguments
}
