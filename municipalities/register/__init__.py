"""Import the official register of municipalities: read it, compare it with the stored rows, write the differences.

    import_files    opens the files, checks them, and writes everything in one transaction
    gv100ad_file    reads GV100AD, the register
    gv4q_file       reads GV4Q, the excerpt with area and coordinates
    extract_file    reads and writes the extract of both that the project ships
    records         the content of a line, and the reason why a line or file is refused
    applying        compares the files with the stored rows
    stored_rows     the stored rows, loaded at the beginning and written at the end
    names           short names of new rows

Both files are published by Destatis (Gemeindeverzeichnis-Informationssystem GV-ISys) under the
Datenlizenz Deutschland – Namensnennung – Version 2.0.
"""
