/// Where a stand-in finds its answers.
package enum StandInPlace {
    /// The file of a program, by its name or absolute path.
    package static func file(of name: String) -> String { name.replacing("/", with: "!") }

    /// The files in which a program that was started by a path may find them, best first.
    package static func files(startedAs path: String) -> [String] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last.map(String.init), !name.isEmpty else { return [] }
        let above = parts.dropLast(2).joined(separator: "/")
        var found: [String] = []
        if parts.dropLast().last == "bin" { found.append("\(above)/answers/\(name)") }
        if path.hasPrefix("/") { found.append("\(MachineSteps.own)/answers/\(file(of: path))") }
        return found + ["\(MachineSteps.own)/answers/\(name)"]
    }
}
