import MNCore
import MNSim

extension ParsedArguments {
    /// The file of the JUnit report: that of the command line, or the one that Bazel collects.
    func reportFile(_ environment: any Variables) -> String? {
        guard allOptions.contains(where: \.namesReport), !forms.contains(.junit) else { return nil }
        if let reportFile { return reportFile }
        return environment["XML_OUTPUT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The same, before anything is done for it.
    ///
    /// - Throws: `ReportFolderFault` if there is no folder for it: a name that was mistyped makes none.
    func newReportFile(_ world: World) throws -> String? {
        guard let path = reportFile(world.environment) else { return nil }
        try requirePlace(for: path, "junit", world)
        return path
    }

    /// - Throws: `ReportFolderFault` if there is no folder for a report, a `UsageError` if it is a file that is read.
    func requirePlace(for path: String, _ option: String, _ world: World) throws {
        try requireOther(than: path, option, world.files)
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        do throws(FileFault) {
            _ = try world.files.resolved(String(path[..<slash]))
        } catch {
            throw ReportFolderFault(cause: error)
        }
    }
}

/// There is no folder for a report.
struct ReportFolderFault: DiagnosticError {
    var cause: FileFault

    var code: ErrorCode { cause.code }
    var problem: String {
        cause.reason == .notFound
            ? "There is no folder \(cause.path), in which the report is to be." : cause.problem
    }
    var fixes: [String] {
        cause.reason == .notFound
            ? ["Make it: mkdir -p \(CommandWords.line([cause.path]))"] : cause.fixes
    }
}

extension CatalogComparison {
    /// Nil without `--against`.
    init?(_ arguments: ParsedArguments, _ matrix: Matrix, _ world: World) throws {
        guard let path = arguments.value("against") else { return nil }
        let other = try LoadedCatalog(
            files: world.files, environment: ["MN_MODEL_CATALOG_PATH": path], day: world.dataDay)
        let whole: Catalog
        do {
            whole = try other.whole
        } catch CatalogFault.unreadable(let fault, _) {
            // The option names it, and no variable.
            throw fault
        }
        self.init(path, whole, matrix)
    }
}
