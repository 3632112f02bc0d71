/// The folder in which `mn` keeps its state.
package enum Home {
    /// `MN_HOME`, or `.mn` in the user's home; nil if neither is known.
    package static func folder(_ environment: any Variables) -> String? {
        if let home = environment["MN_HOME"], !home.isEmpty { return expand(home, environment) }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.mn" }
    }

    /// A path with `~` in front replaced by the user's home.
    package static func expand(_ path: String, _ environment: any Variables) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else {
            return path
        }
        return home + path.dropFirst()
    }
}
