import MNCore

/// What a shell says of a program that is not there.
struct MissingProgram: PasteFormat {
    let kind: ImportKind
    let program: String

    var name: String { "\(program), not there" }

    static let all = [
        MissingProgram(kind: .rocmSMI, program: "rocm-smi"),
        MissingProgram(kind: .amdSMI, program: "amd-smi"),
        MissingProgram(kind: .docker, program: "nvidia-container-runtime"),
        MissingProgram(kind: .docker, program: "nvidia-ctk"),
        MissingProgram(kind: .docker, program: "docker"),
        MissingProgram(kind: .vulkaninfo, program: "vulkaninfo"),
    ]

    /// Whether a line says it, in the words of one shell or another.
    static func isSaid(of program: String, in line: String) -> Bool {
        guard line.utf8.count < 400, line.contains(program) else { return false }
        let isEnglish = [
            "\(program): command not found", "command not found: \(program)",
            "\(program): not found", "'\(program)' not found", "Unknown command: \(program)",
            "'\(program)' is not recognized", "\(program) : The term",
        ].contains { line.contains($0) }
        return isEnglish || names(program, line) && words.contains { line.contains($0) }
    }

    /// Whether a shell, or what stands in for the program, speaks of it.
    private static func names(_ program: String, _ line: String) -> Bool {
        if line.contains("'\(program)'") || line.contains("«\(program)»") { return true }
        let parts = line.split(separator: ":").map(\.trimmed)
        return parts.count > 2 && parts.dropFirst().contains(program)
            && shells.contains(parts[0].hasPrefix("-") ? String(parts[0].dropFirst()) : parts[0])
    }

    private static let shells = ["bash", "zsh", "sh", "dash", "ksh", "fish"]

    /// The words of bash, zsh and Debian's command-not-found in other languages.
    private static let words = [
        "nicht gefunden", "commande introuvable", "non trouvée", "orden no encontrada",
        "comando no encontrado", "No se ha encontrado", "no se encontró", "comando non trovato",
        "comando não encontrado", "opdracht niet gevonden", "nie znaleziono polecenia",
        "команда не найдена", "未找到命令", "找不到命令", "コマンドが見つかりません",
        "명령어를 찾을 수 없음", "명령을 찾을 수 없음",
    ]

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        return Self.isSaid(of: program, in: line) ? .opening : .unlike
    }

    func end(_ lines: ArraySlice<String>) -> Int? { lines.startIndex + 1 }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        telling.missing = [program]
        if program.hasPrefix("nvidia-") { telling.engine.lacksToolkit = part.origin() }
        return telling
    }
}
