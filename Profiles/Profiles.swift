/// The machine profiles that ship inside the binary: JSON text by profile id.
public enum EmbeddedProfiles {
    public static let texts = [String: String](
        uniqueKeysWithValues: EmbeddedFiles.all.compactMap { name, text in
            name.hasSuffix(".json") ? (String(name.dropLast(5)), text) : nil
        })
}
