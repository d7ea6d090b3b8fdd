# Sourced by ./package: the agent as .deb and .rpm, from one tree. Both are made of the same files, with fixed times, so
# that the same sources give the same bytes. gzip is what every dpkg and rpm since Debian 11 and Enterprise Linux 8 reads.

maintainer=${PACKAGE_MAINTAINER:-Serverless event forwarder <forwarder@example.com>}

# stage_tree PUBLISHED TREE: the files where they are installed.
stage_tree() {
  local program=$1 tree=$2
  rm -rf "$tree"
  mkdir -p "$tree"/{usr/lib/systemd/system,usr/bin,usr/share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d},usr/share/doc/canopsis-agent,usr/share/man/man8,etc/canopsis-agent,etc/logrotate.d}
  cp -R "$program" "$tree/usr/lib/canopsis-agent"
  ln -s ../lib/canopsis-agent/canopsis-agent "$tree/usr/bin/canopsis-agent"
  cp agent/packaging/canopsis-agent.service "$tree/usr/lib/systemd/system/"
  cp agent/packaging/agent.json "$tree/etc/canopsis-agent/"
  cp agent/packaging/logrotate "$tree/etc/logrotate.d/canopsis-agent"
  gzip -9 -n < agent/packaging/canopsis-agent.8 > "$tree/usr/share/man/man8/canopsis-agent.8.gz"
  cp docs/operate.md "$tree/usr/share/doc/canopsis-agent/README.md"
  cp docs/parameters.md "$tree/usr/share/doc/canopsis-agent/"
  "$program/canopsis-agent" completion bash > "$tree/usr/share/bash-completion/completions/canopsis-agent"
  "$program/canopsis-agent" completion zsh > "$tree/usr/share/zsh/site-functions/_canopsis-agent"
  "$program/canopsis-agent" completion fish > "$tree/usr/share/fish/vendor_completions.d/canopsis-agent.fish"
  normalize "$tree" usr/lib/canopsis-agent/canopsis-agent
}

# package_deb TREE FILE
package_deb() {
  local tree=$1 file=$2 root=$build/deb
  rm -rf "$root"
  cp -a "$tree" "$root"
  mkdir -p "$root/DEBIAN" "$root/lib/systemd" "$root/usr/share/lintian/overrides"
  # dpkg and systemd of Debian 11 know units only there.
  mv "$root/usr/lib/systemd/system" "$root/lib/systemd/system"
  rmdir "$root/usr/lib/systemd"
  mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
  deb_documents "$root/usr/share/doc/canopsis-agent"
  cp agent/packaging/lintian-overrides "$root/usr/share/lintian/overrides/canopsis-agent"
  cp agent/packaging/{postinst,prerm,postrm} "$root/DEBIAN/"
  printf '%s\n' /etc/canopsis-agent/agent.json /etc/logrotate.d/canopsis-agent > "$root/DEBIAN/conffiles"
  cat > "$root/DEBIAN/control" <<END
Package: canopsis-agent
Version: $version
Architecture: amd64
Maintainer: $maintainer
Installed-Size: $(du -k --apparent-size -s "$tree" | cut -f1)
Depends: libc6 (>= 2.28), libgcc-s1, libstdc++6, libssl3t64 | libssl3 | libssl1.1, ca-certificates, passwd
Section: net
Priority: optional
Description: edge agent that carries the events of Centreon Broker to Event Hubs
 Accepts the sessions of Centreon Broker on the customer's site, keeps an
 inventory, filters events as the stream connector "Canopsis Events" does,
 stores them durably and publishes them to Azure Event Hubs. A broker is
 acknowledged only for what is stored.
END
  (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | sort | xargs -d '\n' md5sum > DEBIAN/md5sums)
  normalize "$root" usr/lib/canopsis-agent/canopsis-agent
  chmod 755 "$root"/DEBIAN/{postinst,prerm,postrm}
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" "$file" > /dev/null
}

deb_documents() { # FOLDER: what Debian's policy wants beside the documentation
  local folder=$1
  cp LICENSE "$folder/copyright"
  {
    echo "canopsis-agent ($version) stable; urgency=medium"
    echo
    echo '  * See CHANGELOG.md of the sources.'
    echo
    echo " -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")"
  } | gzip -9 -n > "$folder/changelog.gz"
}

# package_rpm TREE FILE
package_rpm() {
  local tree=$1 file=$2 top=$build/rpm
  rm -rf "$top"
  mkdir -p "$top"
  rpmbuild -bb --quiet --target x86_64-linux agent/packaging/canopsis-agent.spec \
    --define "_topdir $top" --define "_rpmdir $top" --define "_rpmfilename package.rpm" \
    --define "tree $tree" --define "package_version $version" \
    --define "_binary_payload w6.gzdio" --define "_buildhost localhost" \
    --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
    --define "build_mtime_policy clamp_to_source_date_epoch" \
    --define "_build_id_links none" --define "debug_package %{nil}" --define "__os_install_post %{nil}" \
    --define "_unitdir /usr/lib/systemd/system"
  mv "$top/package.rpm" "$file"
}
