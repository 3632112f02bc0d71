import MNCore

/// A new blueprint on its way to the disk: all of its files or, as far as that can be, none.
struct BlueprintDraft: Sendable {
    let folder: String
    let template: BlueprintTemplate
    let files: any Files

    /// Why a new blueprint was not written, or not whole.
    enum Fault: DiagnosticError, Hashable {
        /// The folder holds these files already.
        case present(folder: String, [String])
        /// One file could not be written when others were; all paths are those of the user.
        case partlyWritten(FileFault, written: [String], missing: [String])

        var code: ErrorCode {
            switch self {
            case .present: .blueprintPresent
            case .partlyWritten: .partlyWritten
            }
        }

        var problem: String {
            switch self {
            case .present(let folder, let names):
                "\(folder) holds \(Words.list(names)) already; nothing was written."
            case .partlyWritten(let fault, let written, let missing):
                "\(fault.problem) The blueprint is not whole: \(Words.list(written)) "
                    + "\(written.count == 1 ? "is" : "are") there, \(Words.list(missing)) "
                    + "\(missing.count == 1 ? "is" : "are") not."
            }
        }

        var fixes: [String] {
            switch self {
            case .present(let folder, _):
                ["Name another folder.", CommandWords.mn("blueprint validate", folder)]
            case .partlyWritten(let fault, let written, _):
                fault.fixes + [
                    "Then remove what is there, and begin again: "
                        + CommandWords.line(
                            CommandWords.argv(["rm"], options: [], operands: written))
                ]
            }
        }
    }

    /// A layer over the configuration: one that is there would change the new blueprint.
    private static let layer = "config/overwrite.json"

    private func path(_ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// Finds what stands in the way; nothing is written but, if need be, the folders.
    func check() throws {
        try checkFolders()
        let names = template.files.map(\.path) + [Self.layer]
        let taken = try names.filter { try !isFree(path($0)) }
        if !taken.isEmpty { throw Fault.present(folder: folder, taken.sorted()) }
    }

    /// Writes the files, the manifest last.
    func write() throws {
        for file in template.files {
            try files.rehearse(path(file.path), with: Array(file.text.utf8))
        }
        var written: [String] = []
        for file in template.files {
            let path = path(file.path)
            do throws(FileFault) {
                guard try isFree(path) else {
                    throw FileFault(path, .failed("another program made it just now"))
                }
            } catch {
                throw incomplete(error, written)
            }
            do throws(FileFault) {
                try files.replace(path, with: Array(file.text.utf8))
            } catch {
                // Where only bringing it to the disk has failed, it is there.
                let isThere = (try? isFree(path)) == false
                throw incomplete(error, written + (isThere ? [path] : []))
            }
            written.append(path)
        }
    }

    /// The fault alone, or with what has been written of the blueprint.
    private func incomplete(_ fault: FileFault, _ written: [String]) -> any DiagnosticError {
        if written.isEmpty { return fault }
        let missing = template.files.map { path($0.path) }.filter { !written.contains($0) }
        return Fault.partlyWritten(fault, written: written, missing: missing)
    }

    /// Whether nothing lies at a path.
    private func isFree(_ path: String) throws(FileFault) -> Bool {
        do throws(FileFault) {
            _ = try files.read(path, limit: 0)
            return false
        } catch {
            switch error.reason {
            case .notFound: return true
            case .denied, .notADirectory: throw error
            case .isDirectory, .brokenLink, .tooLarge, .failed: return false
            }
        }
    }

    /// Throws if a folder is none, or a link leads out of the blueprint: what lies there would not be read.
    private func checkFolders() throws(FileFault) {
        guard try isFolder(folder) else { return }
        let root = try files.resolved(folder)
        var folders: [String] = []
        for file in template.files {
            let parts = file.path.split(separator: "/").dropLast()
            for count in parts.indices { folders.append(parts[...count].joined(separator: "/")) }
        }
        for name in folders where try isFolder(path(name)) {
            let target = try files.resolved(path(name))
            if !target.hasPrefix(root.hasSuffix("/") ? root : root + "/") {
                throw FileFault(path(name), .failed("leads out of the blueprint's folder"))
            }
        }
    }

    /// Whether there is a folder; throws if there is something else.
    private func isFolder(_ path: String) throws(FileFault) -> Bool {
        do throws(FileFault) {
            _ = try files.list(path)
            return true
        } catch {
            if error.reason == .notFound { return false }
            throw error
        }
    }
}
