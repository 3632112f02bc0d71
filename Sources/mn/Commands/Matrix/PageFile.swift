import MNCore
import MNSim

/// Where the page of a report goes: to a file, or to standard output in place of the text.
struct PageFile {
    static let option = OptionSpecification(
        "html", .value("FILE"), help: "Write a report as a page; '-' prints it instead.",
        names: .one(of: .files),
        forms: ["-": .html])

    /// Nil where no file is asked for.
    private let path: String?
    private let isPrinted: Bool
    private let kind: String
    private let world: World

    /// - Throws: `ReportFolderFault` if there is no folder for it, before anything is done.
    init(_ arguments: ParsedArguments, _ world: World) throws {
        self.init(at: Self.path(arguments), arguments, world)
        if let path { try arguments.requirePlace(for: path, Self.option.name, world) }
    }

    private init(at path: String?, _ arguments: ParsedArguments, _ world: World) {
        self.path = path
        isPrinted = arguments.forms.contains(.html)
        kind = (["mn"] + arguments.command.words).joined(separator: " ")
        self.world = world
    }

    private static func path(_ arguments: ParsedArguments) -> String? {
        guard arguments.allOptions.contains(where: { $0.name == option.name }),
            let value = arguments.value(option.name), option.forms[value] == nil
        else { return nil }
        return value
    }

    /// Whether anybody wants the page.
    var isWanted: Bool { path != nil || isPrinted }

    /// Writes the file, if one is asked for.
    ///
    /// - Parameter make: makes the page of a kind of run.
    /// - Returns: the page as text if it is to be printed, else nothing.
    func write(_ make: (_ kind: String) throws -> ReportPage) throws -> String {
        isWanted ? try put(make(kind)) : ""
    }

    private func put(_ page: ReportPage) throws(FileFault) -> String {
        let discretion = Discretion(world)
        let text = page.text { discretion.shown($0) }
        if let path { try world.files.replace(path, with: Array(text.utf8)) }
        return isPrinted ? text : ""
    }

    /// What any report rests on.
    static let inputs = [ReportPage.Detail("Program", "mn \(Program.version)")]

    /// Writes the page of a run that could not judge.
    ///
    /// - Returns: what is to be printed.
    static func fail(
        _ cause: any DiagnosticError, _ arguments: ParsedArguments, _ world: World
    ) throws(FileFault) -> String {
        var path = path(arguments)
        if let wanted = path, (try? arguments.requirePlace(for: wanted, option.name, world)) == nil
        {
            path = nil
        }
        // It may be what the cause is about.
        if let path, (cause as? FileFault)?.path == path { return "" }
        let file = PageFile(at: path, arguments, world)
        return file.isWanted ? try file.put(ReportPage(file.kind, failure: cause)) : ""
    }
}
