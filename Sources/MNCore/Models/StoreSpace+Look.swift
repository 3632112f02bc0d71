/// The space can be seen from this machine only if Docker Engine runs right on it: Docker Desktop keeps
/// its models in a machine of its own.
extension StoreSpace {
    /// A JSON string, the folder of Docker's volumes.
    static let rootQuestion = ["docker", "info", "--format", "{{json .DockerRootDir}}"]

    /// One line of sizes in KiB for the file system of a folder, as POSIX lays it out.
    static func spaceQuestion(_ folder: String) -> [String] { ["df", "-Pk", folder] }

    /// Looks; nil where it cannot be seen.
    package static func look(
        _ machine: any Machine, _ hardware: Hardware, by time: any Time
    ) async -> StoreSpace? {
        await look(Inquiry(machine: machine, deadline: ProbeDeadline(by: time)), hardware)
    }

    static func look(_ inquiry: Inquiry, _ hardware: Hardware) async -> StoreSpace? {
        guard hardware.system.value == .linux, hardware.engine.value?.kind == .engine else {
            return nil
        }
        guard let root = lastLine(await inquiry.command(rootQuestion)),
            case .string(let folder)? = try? JSON.parse(root), folder.hasPrefix("/"),
            let row = lastLine(await inquiry.command(spaceQuestion(folder))),
            let free = freeBytes(row)
        else { return nil }
        return StoreSpace(path: folder, free: free)
    }

    private static func lastLine(_ answer: Inquiry.Answer<CommandResult>) -> String? {
        guard let result = answer.value, result.ending == .exited(0) else { return nil }
        return TextLines(result.standardOutput).lines.map(\.trimmed).last { !$0.isEmpty }
    }

    /// The third of the three sizes that stand before the percentage; names may hold blanks.
    private static func freeBytes(_ row: String) -> ByteCount? {
        let words = row.split(separator: " ")
        guard let percentage = words.firstIndex(where: { $0.hasSuffix("%") }), percentage > 3
        else { return nil }
        let sizes = words[(percentage - 3)..<percentage].compactMap { Int($0) }
        return sizes.count == 3 ? ByteCount.kibibytes(exactly: sizes[2]) : nil
    }
}
