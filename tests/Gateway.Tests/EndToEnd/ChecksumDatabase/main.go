// The checksum database of golang.org/x/mod over the modules of a GOPROXY file tree.
//
//	checksumdatabase NAME FOLDER...
//
// It prints its address and its verifier key on one line and ends when its standard input does. A module is looked for in
// the folders in their order, so that an earlier one can hold the truth about a module that a later one holds changed. With
// KEYSEED in the environment the key is made of that text, so that two databases can have the same one.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha512"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	name, folders := os.Args[1], os.Args[2:]

	random := io.Reader(rand.Reader)
	if seed := os.Getenv("KEYSEED"); seed != "" {
		sum := sha512.Sum512([]byte(seed))
		random = bytes.NewReader(sum[:])
	}
	signer, verifier, err := note.GenerateKey(random, name)
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)

	server := sumdb.NewServer(sumdb.NewTestServer(signer, func(path, version string) ([]byte, error) {
		return goSum(folders, path, version)
	}))
	go func() { check(http.Serve(listener, server)) }()

	fmt.Printf("http://%s/ %s\n", listener.Addr(), verifier)
	io.Copy(io.Discard, os.Stdin)
}

// goSum gives the two lines that the go command writes to go.sum for this version.
func goSum(folders []string, path, version string) ([]byte, error) {
	file, err := find(folders, path, version)
	if err != nil {
		return nil, err
	}
	zip, err := dirhash.HashZip(file+".zip", dirhash.Hash1)
	if err != nil {
		return nil, err
	}
	mod, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) { return os.Open(file + ".mod") })
	if err != nil {
		return nil, err
	}
	return []byte(fmt.Sprintf("%s %s %s\n%s %s/go.mod %s\n", path, version, zip, path, version, mod)), nil
}

func find(folders []string, path, version string) (string, error) {
	escapedPath, err := module.EscapePath(path)
	if err != nil {
		return "", err
	}
	escapedVersion, err := module.EscapeVersion(version)
	if err != nil {
		return "", err
	}
	for _, folder := range folders {
		file := filepath.Join(folder, filepath.FromSlash(escapedPath), "@v", escapedVersion)
		if _, err := os.Stat(file + ".zip"); err == nil {
			return file, nil
		}
	}
	// Not wrapped by fmt: the server asks os.IsNotExist, which does not look inside.
	return "", &os.PathError{Op: "lookup", Path: path + "@" + version, Err: os.ErrNotExist}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
