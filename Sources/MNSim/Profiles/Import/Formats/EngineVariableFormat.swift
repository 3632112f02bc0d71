import MNCore

/// `DOCKER_HOST` and `DOCKER_CONTEXT` as `env` and `echo` print them, or as a shell's file sets them: which engine is
/// in use.
struct EngineVariableFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "DOCKER_HOST"

    private static let marks = ["export ", "declare -x ", "set "]

    private static func engine(_ line: String) -> PastedCommand.NamedEngine? {
        guard line.contains("DOCKER_"), line.utf8.count < 400 else { return nil }
        let mark = marks.first { line.hasPrefix($0) } ?? ""
        return PastedCommand.assigned(line.dropFirst(mark.count).trimmed)
    }

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        lines.first.flatMap(Self.engine) == nil ? .unlike : .opening
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        guard ["echo", "printenv"].contains(command.program.lowercased()),
            let line = lines.first?.trimmed
        else { return false }
        return command.words.contains { $0.contains("DOCKER_HOST") } && line.contains("://")
            && !line.contains(" ")
    }

    func end(_ lines: ArraySlice<String>) -> Int? { lines.startIndex + 1 }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        guard let line = part.lines.first?.trimmed else { return telling }
        telling.engine.tell(named: Self.engine(line) ?? .address(line), part.origin())
        telling.doubts = ["The engine's address \(EngineTold.noRuntimes); docker info does."]
        return telling
    }
}
