import CSystem
import MNCore

extension CLibrary {
    /// Which build of the program this is, as its C compiler was told.
    static func build() -> Build {
        // Quotes may have come with it from a shell that the build did not go through.
        let commit = unsafe String(cString: mn_build_commit()).filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-+".contains($0))
        }
        return Build(
            commit: commit.isEmpty ? nil : commit, kind: unsafe String(cString: mn_build_kind()),
            target: unsafe String(cString: mn_build_target()))
    }
}
