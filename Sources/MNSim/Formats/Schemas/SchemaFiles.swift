/// The JSON Schemas of the files of `mn`: JSON text by file name.
package enum SchemaFiles {
    package static var texts: [String: String] { EmbeddedFiles.all }
}
