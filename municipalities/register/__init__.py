"""The official register of municipalities: read it, compare it with our rows, write what differs.

    import_files    opens the files, checks them, and writes everything in one transaction
    gv100ad_file    reads GV100AD, the register
    gv4q_file       reads GV4Q, the excerpt with area and coordinates
    records         what a line says, and why a line or a file is refused
    applying        compares the files with our rows
    stored_rows     our rows, held in memory and written at the end
    names           short names of new rows

Both files are published by Destatis (Gemeindeverzeichnis-Informationssystem GV-ISys) under the
Datenlizenz Deutschland – Namensnennung – Version 2.0.
"""
