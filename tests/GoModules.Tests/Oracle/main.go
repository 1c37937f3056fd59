// The oracle says what golang.org/x/mod says. It reads questions, one JSON object a line, and writes one answer a line.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask  string
	Args []string
}

type object = map[string]any

var answers = map[string]func(args []string) any{
	"path":    aboutPath,
	"version": aboutVersion,
	"pair":    aboutPair,
	"compare": func(a []string) any { return semver.Compare(a[0], a[1]) },
	"match":   func(a []string) any { return module.MatchPrefixPatterns(a[0], a[1]) },
	"tile":    aboutTile,
	"targets": targets,
	"list":    list,
	"info":    info,
	"retract": retract,
	"dirhash": hashOfZip,
	"sign":    sign,
	"verify":  verify,
	"note":    signedNote,
	"open":    open,
	"tree":    treeHash,
	"hashes":  tileData,
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in, encoder := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(out)
	for {
		var q question
		if err := in.Decode(&q); err == io.EOF {
			return
		} else if err != nil {
			out.Flush()
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		encoder.Encode(answers[q.Ask](q.Args))
	}
}

// orNull is the value, or null where x/mod says an error.
func orNull(value string, err error) any {
	if err != nil {
		return nil
	}
	return value
}

func aboutPath(a []string) any {
	prefix, major, ok := module.SplitPathVersion(a[0])
	return object{
		"IsValid":   module.CheckPath(a[0]) == nil,
		"Escaped":   orNull(module.EscapePath(a[0])),
		"Unescaped": orNull(module.UnescapePath(a[0])),
		"Splits":    ok, "Prefix": prefix, "Major": major,
	}
}

func aboutVersion(a []string) any {
	v := a[0]
	revision, _ := module.PseudoVersionRev(v)
	at, err := module.PseudoVersionTime(v)
	return object{
		"IsValid":        semver.IsValid(v),
		"SemCanonical":   semver.Canonical(v),
		"Major":          semver.Major(v),
		"MajorMinor":     semver.MajorMinor(v),
		"Prerelease":     semver.Prerelease(v),
		"Build":          semver.Build(v),
		"Canonical":      module.CanonicalVersion(v),
		"Escaped":        orNull(module.EscapeVersion(v)),
		"Unescaped":      orNull(module.UnescapeVersion(v)),
		"IsPseudo":       module.IsPseudoVersion(v),
		"PseudoBase":     orNull(module.PseudoVersionBase(v)),
		"PseudoTime":     orNull(at.Format(time.RFC3339), err),
		"PseudoRevision": revision,
	}
}

func aboutPair(a []string) any {
	_, major, _ := module.SplitPathVersion(a[0])
	return object{
		"IsCanonical":  a[1] == module.CanonicalVersion(a[1]) && module.Check(a[0], a[1]) == nil,
		"MatchesMajor": module.MatchPathMajor(a[1], major),
	}
}

func aboutTile(a []string) any {
	tile, err := tlog.ParseTilePath(a[0])
	if err != nil || tile.L > math.MaxInt32 { // we have 32 bits for the level, of which no tree uses six
		return nil
	}
	return object{"Height": tile.H, "Level": tile.L, "Number": tile.N, "Width": tile.W}
}

// targets are the request targets of a module and a version, escaped as cmd/go's proxyRepo and sumdb client escape them.
func targets(a []string) any {
	path, err1 := module.EscapePath(a[0])
	version, err2 := module.EscapeVersion(a[1])
	if err1 != nil || err2 != nil {
		return []string{}
	}
	escape := func(s string) string { return "/" + strings.ReplaceAll(url.PathEscape(s), "%2F", "/") }
	found := []string{escape(path + "/@v/" + version + ".info")}
	if a[1] == module.CanonicalVersion(a[1]) && module.Check(a[0], a[1]) == nil {
		found = append(found,
			escape(path+"/@v/"+version+".mod"),
			escape(path+"/@v/"+version+".zip"),
			"/sumdb/sum.golang.org/lookup/"+path+"@"+version)
	}
	return found
}

// list is what go takes from the body of @v/list, a line each, with the times that it may believe.
func list(a []string) any {
	found := []string{}
	for _, line := range strings.Split(a[0], "\n") {
		if f := strings.Fields(line); len(f) > 1 && semver.IsValid(f[0]) {
			found = append(found, f[0]+" "+f[1])
		} else if len(f) == 1 && semver.IsValid(f[0]) {
			found = append(found, f[0])
		}
	}
	return strings.Join(found, "\n")
}

// info is the version that go reads from the body of .info; go cannot tell an empty one from none.
func info(a []string) any {
	var document struct{ Version string }
	if err := json.Unmarshal([]byte(a[0]), &document); err != nil || document.Version == "" {
		return nil
	}
	return document.Version
}

// retract is what cmd/go takes from the go.mod of a dependency; it leaves versions as they are written.
func retract(a []string) any {
	f, err := modfile.ParseLax("go.mod", []byte(a[0]), nil)
	if err != nil {
		return nil
	}
	found := ""
	for _, r := range f.Retract {
		found += r.Low + " to " + r.High + "\n"
	}
	return found
}

// hashOfZip is the h1: hash of a zip, or null where Go finds fault with it.
func hashOfZip(a []string) any {
	content, _ := base64.StdEncoding.DecodeString(a[0])
	file := "hashed.zip"
	if err := os.WriteFile(file, content, 0o600); err != nil {
		panic(err)
	}
	return orNull(dirhash.HashZip(file, dirhash.Hash1))
}

func bits(text string) []byte {
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return decoded
}

// sign gives the public key of a seed and its signature of a message.
func sign(a []string) any {
	key := ed25519.NewKeyFromSeed(bits(a[0]))
	return []string{
		base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)),
		base64.StdEncoding.EncodeToString(ed25519.Sign(key, bits(a[1]))),
	}
}

// verify says whether crypto/ed25519 takes key, message and signature.
func verify(a []string) any {
	key := bits(a[0])
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, bits(a[1]), bits(a[2]))
}

// signedNote signs a text with a key of the given name made from a seed; it gives the note and the verifier key.
func signedNote(a []string) any {
	signer, verifier, err := note.GenerateKey(bytes.NewReader(bits(a[0])), a[1])
	if err != nil {
		panic(err)
	}
	s, err := note.NewSigner(signer)
	if err != nil {
		panic(err)
	}
	signed, err := note.Sign(&note.Note{Text: a[2]}, s)
	if err != nil {
		return nil
	}
	return []string{string(signed), verifier}
}

// open is the text of a note when the verifier key has signed it.
func open(a []string) any {
	verifier, err := note.NewVerifier(a[1])
	if err != nil {
		return nil
	}
	opened, err := note.Open(bits(a[0]), note.VerifierList(verifier))
	if err != nil {
		return nil
	}
	return opened.Text
}

// stored are the hashes of a tree of so many records, "record N\n" each.
const records = 70000

var (
	stored   []tlog.Hash
	isStored bool
)

type storedHashes struct{}

func (storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	for i := int64(0); i < records && !isStored; i++ {
		more, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("record %d\n", i)), reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	isStored = true
	return reader(indexes)
}

var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	found := []tlog.Hash{}
	for _, i := range indexes {
		found = append(found, stored[i])
	}
	return found, nil
})

// treeHash is the hash of the first so many records.
func treeHash(a []string) any {
	n, _ := strconv.ParseInt(a[0], 10, 64)
	hash, err := tlog.TreeHash(n, storedHashes{})
	return orNull(hash.String(), err)
}

// tileData is what a server has for a tile.
func tileData(a []string) any {
	tile, err := tlog.ParseTilePath(a[0])
	if err != nil {
		return nil
	}
	data, err := tlog.ReadTileData(tile, storedHashes{})
	return orNull(base64.StdEncoding.EncodeToString(data), err)
}
